package lifeboat.workflows;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a step tells GitHub, by the files behind {@code GITHUB_OUTPUT} and {@code GITHUB_ENV} and by what it prints. */
final class FileCommands {

    private FileCommands() {}

    /** Its entries, {@code name=value} or with a delimiter over several lines. */
    static Map<String, String> entries(Path file) {
        Map<String, String> entries = new LinkedHashMap<>();
        Iterator<String> lines = JobRun.read(file.toString()).lines().iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            int equals = line.indexOf('=');
            int delimiter = line.indexOf("<<");
            if (delimiter > 0 && (equals < 0 || delimiter < equals)) {
                entries.put(line.substring(0, delimiter), until(line.substring(delimiter + 2), lines));
            } else if (equals > 0) {
                entries.put(line.substring(0, equals), line.substring(equals + 1));
            } else {
                throw new IllegalArgumentException("GitHub does not understand [" + line + "]");
            }
        }
        return entries;
    }

    /** What people see of what was printed: GitHub takes out the lines that say what to mask. */
    static String shown(String printed) {
        return printed.replaceAll("(?m)^::add-mask::.*\\R?", "");
    }

    private static String until(String end, Iterator<String> lines) {
        StringBuilder value = new StringBuilder();
        for (String line = lines.next(); !line.equals(end); line = lines.next()) {
            value.append(value.isEmpty() ? "" : "\n").append(line);
        }
        return value.toString();
    }
}
