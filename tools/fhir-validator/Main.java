import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Validates FHIR R4 resources in JSON, without a network.
 *
 *   java -cp FOLDER:FOLDER/* Main [--codes FILE]... [--ndjson | FILE...]
 *
 * --codes   a CodeSystem, ValueSet or StructureDefinition that the documents refer to, or a Bundle of them
 * --ndjson  one resource a line from standard input, answered line by line until it ends: start-up costs seconds, a document milliseconds
 *
 * Answers one JSON line for each document: {"document", "valid", "issues": [{"severity", "id", "location", "message"}]}; `document` is the file,
 * or the number of the line. Exit code 0 = all valid, 1 = some are not, 2 = called wrongly or a file cannot be read, 3 = the engine itself failed.
 */
public final class Main {
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();
  private static PrintStream answers;

  private record Issue(String severity, String id, String location, String message) {}

  private record Answer(String document, boolean valid, List<Issue> issues) {}

  public static void main(String[] args) {
    answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    // The engine prints to standard output now and then: that is for answers alone.
    System.setOut(System.err);
    try {
      System.exit(run(args) ? 0 : 1);
    } catch (IOException | IllegalArgumentException error) {
      System.err.println(error.getMessage() == null ? error.toString() : error.getClass().getSimpleName() + ": " + error.getMessage());
      System.exit(2);
    } catch (Throwable error) {
      // A crash must never look like an invalid document.
      error.printStackTrace();
      System.exit(3);
    }
  }

  /** @return whether every document is valid */
  private static boolean run(String[] args) throws IOException {
    List<Path> codes = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    boolean lines = false;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--ndjson")) lines = true;
      else if (args[i].equals("--codes") && i + 1 < args.length) codes.add(Path.of(args[++i]));
      else if (args[i].startsWith("--")) throw new IllegalArgumentException("unknown option, or one without its value: " + args[i]);
      else files.add(Path.of(args[i]));
    }
    if (lines != files.isEmpty()) throw new IllegalArgumentException("name files, or give --ndjson and no files");
    FhirValidator engine = Engine.offline(codes);
    boolean allValid = true;
    if (lines) {
      BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      int number = 0;
      for (String line = input.readLine(); line != null; line = input.readLine()) allValid &= answer(engine, String.valueOf(++number), line);
    } else {
      for (Path file : files) allValid &= answer(engine, file.toString(), Files.readString(file));
    }
    return allValid;
  }

  private static boolean answer(FhirValidator engine, String document, String text) {
    List<Issue> issues = new ArrayList<>();
    boolean valid = true;
    try {
      for (SingleValidationMessage message : engine.validateWithResult(text).getMessages()) {
        valid &= message.getSeverity().compareTo(ResultSeverityEnum.ERROR) < 0;
        issues.add(new Issue(message.getSeverity().getCode(), message.getMessageId(), message.getLocationString(), message.getMessage()));
      }
    } catch (JsonParseException | DataFormatException error) {
      // What is no JSON at all it throws instead of reporting.
      valid = false;
      issues.add(new Issue("fatal", "not-json", null, error.getMessage()));
    }
    answers.println(JSON.toJson(new Answer(document, valid, issues)));
    return valid;
  }
}
