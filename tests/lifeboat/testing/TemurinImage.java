package lifeboat.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import lifeboat.base.Tool;

/**
 * An image in which others find what {@code eclipse-temurin:25-jdk} has for them: a distribution with its package
 * manager, and the JDK of this test in {@code /opt/java/openjdk}, with the certificates that this machine trusts. Below
 * it is the tests' image of PostgreSQL.
 */
public final class TemurinImage {
    private static final String NAME = "eclipse-temurin:25-jdk";
    private static final String HOME = "/opt/java/openjdk";

    /** Debian's Java, which comes with Maven, wants a folder that the image below went without. */
    private static final String MAKE = "set -e; mkdir -p /opt/java /usr/share/man/man1; cp -r /jdk " + HOME + "; rm -f "
            + HOME + "/lib/src.zip; cp --remove-destination /cacerts " + HOME + "/lib/security/cacerts";

    private TemurinImage() {}

    /** Makes it unless the engine has it; builds find it by its name. */
    public static synchronized void provide(DockerEngine engine) {
        String below = PostgresImage.installed(engine);
        String recipe = engine.must("image", "inspect", "-f", "{{.Id}}", below).strip() + " " + Runtime.version()
                + " " + MAKE.hashCode();
        Tool.Result there = engine.run("image", "inspect", "-f", "{{.Config.Labels.jdk}}", NAME);
        if (there.ok() && there.out().strip().equals(recipe)) {
            return;
        }
        Path jdk = Path.of(System.getProperty("java.home"));
        String container = engine.must("create", "--network", "none", "--entrypoint", "sh", "-v", jdk + ":/jdk:ro",
                "-v", certificates(jdk) + ":/cacerts:ro", below, "-c", MAKE).strip();
        engine.must("start", "-a", container);
        String path = engine.must("inspect", "-f", "{{range .Config.Env}}{{println .}}{{end}}", container).lines()
                .filter(line -> line.startsWith("PATH=")).findFirst().orElseThrow().substring(5);
        for (List<String> commit : List.of(List.of("commit", "--change", "ENV JAVA_HOME=" + HOME, "--change",
                "ENV PATH=" + HOME + "/bin:" + path, "--change", "ENTRYPOINT []", "--change", "CMD [\"jshell\"]",
                "--change", "LABEL jdk=\"" + recipe + "\"", container, NAME), List.of("rm", "-v", container))) {
            engine.must(commit.toArray(String[]::new));
        }
    }

    /** A Debian package's JDK has a link here. */
    private static Path certificates(Path jdk) {
        try {
            return jdk.resolve("lib/security/cacerts").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
