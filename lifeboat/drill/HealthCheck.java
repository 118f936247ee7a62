package lifeboat.drill;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.UnaryOperator;
import lifeboat.base.Tool;
import lifeboat.base.UserError;
import lifeboat.fingerprint.Comparison;

/** Asks a job's own program or address whether a restored copy is healthy. */
final class HealthCheck {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SHOWN = 300;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private HealthCheck() {}

    /**
     * Asks it.
     *
     * @param access tells the program where the copy is
     * @throws UserError of kind DRILL_UNABLE if it gave no answer within a minute
     */
    static Comparison.Check of(Demands.Health health, UnaryOperator<Tool> access) {
        try {
            return switch (health) {
                case Demands.Program program -> run(program, access);
                case Demands.Address address -> get(address);
            };
        } catch (UserError e) {
            throw e.orKind(UserError.Kind.DRILL_UNABLE);
        }
    }

    private static Comparison.Check run(Demands.Program program, UnaryOperator<Tool> access) {
        Tool.Result result = access.apply(Tool.of(program.words()).without("LIFEBOAT_IDENTITY")).run(LIMIT);
        String said = end(result.out() + (result.errors().isBlank() ? "" : "\n" + result.errors()));
        if (result.code() == NOT_FOUND || result.code() == NOT_EXECUTABLE) {
            throw UserError.of("the health command could not be run: " + said,
                    "check drill.health.command and what is installed here");
        }
        return new Comparison.Check("health command", result.ok(), (result.ok() ? "ended well"
                : "ended with [" + result.code() + "]") + (said.isEmpty() ? "" : ": " + said));
    }

    private static Comparison.Check get(Demands.Address address) {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT)
                .followRedirects(HttpClient.Redirect.NORMAL).build()) {
            HttpResponse<String> answer = client.send(HttpRequest.newBuilder(address.uri()).timeout(LIMIT).build(),
                    HttpResponse.BodyHandlers.ofString());
            boolean healthy = answer.statusCode() / 100 == 2;
            String said = end(answer.body());
            return new Comparison.Check("health address", healthy, "answered [" + answer.statusCode() + "]"
                    + (said.isEmpty() ? "" : ": " + said));
        } catch (IOException e) {
            throw UserError.of("the health address [" + address.uri().getHost() + "] did not answer: "
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
                    "check drill.health.url; what answers there must use the restored copy").because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.of("interrupted while the health address was asked", null).because(e);
        }
    }

    private static String end(String output) {
        String line = output.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : "…" + line.substring(line.length() - SHOWN + 1);
    }
}
