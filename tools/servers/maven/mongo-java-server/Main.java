import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/**
 * mongo-java-server on 127.0.0.1, port from the command line.
 *
 * <p>Its own newest version says wire version 8 and is refused by driver 7, which wants 9 (MongoDB 4.4) at least. So we let it say 5.0 with
 * wire version 13, which has the same commands for what we use. It claims more than it can: no transactions, no login, no change streams.
 */
class Main {
  public static void main(String[] arguments) {
    var backend = new MemoryBackend();
    backend.version(
        new MongoVersion() {
          @Override
          public List<Integer> getVersionArray() {
            return List.of(5, 0, 0, 0);
          }

          @Override
          public int getWireVersion() {
            return 13;
          }
        });
    var server = new MongoServer(backend);
    server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
  }
}
