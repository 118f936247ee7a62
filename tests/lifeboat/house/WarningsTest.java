package lifeboat.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarningsTest {
    @Test
    void everything_compiles_without_a_warning(@TempDir Path out) throws IOException {
        List<Path> sources = new ArrayList<>(Checkout.scripts());
        sources.addAll(Checkout.java("lifeboat"));
        sources.addAll(Checkout.java("tests"));
        StringWriter messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            compiler.getTask(messages, files, null, List.of("-Xlint:all,-path", "-proc:none", "-Xmaxwarns", "1000",
                    "-d", out.toString(), "-cp", System.getProperty("java.class.path")), null,
                    files.getJavaFileObjectsFromPaths(sources)).call();
        }
        assertEquals("", messages.toString());
    }
}
