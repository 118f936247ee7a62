package lifeboat.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lifeboat.base.Output;
import lifeboat.base.UserError;
import lifeboat.container.Engine;
import lifeboat.container.Image;
import lifeboat.testing.ContainerEngine;
import lifeboat.testing.PostgresImage;
import org.junit.jupiter.api.Test;

class PostgresContainerTest {
    private static final ContainerEngine ENGINE = ContainerEngine.shared();

    @Test
    void an_image_that_runs_but_holds_no_server_is_given_up_in_time_and_removed() {
        String container = ENGINE.must("create", "--entrypoint", "sh", PostgresImage.installed(ENGINE)).strip();
        ENGINE.must("commit", "--change", "ENTRYPOINT [\"sh\",\"-c\",\"sleep 1000\"]", container, "silent:1");
        ENGINE.must("rm", "-v", container);
        Engine engine = Engine.find(ENGINE.environment());
        Image image = Image.require(engine, "silent:1", Output.SILENT);
        UserError error = assertThrows(UserError.class,
                () -> PostgresContainer.start(engine, image, 0, ENGINE.environment(), Duration.ofSeconds(2)));
        assertTrue(error.getMessage().matches("the PostgreSQL server of image \\[silent:1] does not come up: "
                + "after 2\\.0 s it does not let us in: No such file or directory"), error.getMessage());
        assertEquals(Optional.of("it has printed nothing: is it an image of PostgreSQL?"), error.hint());
        assertEquals(List.of(), ENGINE.containers());
    }
}
