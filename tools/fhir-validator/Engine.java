import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport.IssueSeverity;
import ca.uhn.fhir.validation.FhirValidator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.r5.utils.validation.constants.ReferenceValidationPolicy;
import org.hl7.fhir.validation.instance.advisor.BasePolicyAdvisorForFullValidation;

/** The engine, set up to judge as HL7's own program does, which is not to be had from Maven. */
final class Engine {
  private Engine() {}

  static FhirValidator offline(List<Path> codes) throws IOException {
    FhirContext context = FhirContext.forR4();
    DefaultProfileValidationSupport definitions = new DefaultProfileValidationSupport(context);
    correctVs1(definitions);
    PrePopulatedValidationSupport given = new PrePopulatedValidationSupport(context);
    for (Path file : codes) {
      IBaseResource resource = context.newJsonParser().parseResource(Files.readString(file));
      if (resource instanceof Bundle bundle) bundle.getEntry().forEach(entry -> given.addResource(entry.getResource()));
      else given.addResource(resource);
    }
    UnknownCodeSystemWarningValidationSupport unknown = new UnknownCodeSystemWarningValidationSupport(context);
    unknown.setNonExistentCodeSystemSeverity(IssueSeverity.ERROR);
    FhirInstanceValidator validator =
        new FhirInstanceValidator(
            new ValidationSupportChain(
                definitions,
                given,
                new InMemoryTerminologyServerValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context),
                new SnapshotGeneratingValidationSupport(context),
                unknown));
    validator.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
    validator.setErrorForUnknownProfiles(true);
    validator.setAnyExtensionsAllowed(false);
    // HAPI's own advisor never applies the vital-signs profiles that a code implies; HL7's does.
    validator.setValidatorPolicyAdvisor(
        new BasePolicyAdvisorForFullValidation(ReferenceValidationPolicy.CHECK_EXISTS_AND_TYPE, Set.of()));
    validator.setValidatorResourceFetcher(new Nowhere());
    return context.newValidator().registerValidatorModule(validator);
  }

  /** R4 was published with a vs-1 that refuses every effectivePeriod; HL7's loader puts this text in its place, HAPI's does not. */
  private static void correctVs1(DefaultProfileValidationSupport definitions) {
    List<StructureDefinition> profiles = definitions.fetchAllStructureDefinitions();
    for (StructureDefinition profile : profiles)
      for (List<ElementDefinition> elements : List.of(profile.getSnapshot().getElement(), profile.getDifferential().getElement()))
        for (ElementDefinition element : elements)
          for (var constraint : element.getConstraint())
            if (constraint.getKey().equals("vs-1")) constraint.setExpression("$this is dateTime implies $this.toString().length() >= 10");
  }
}
