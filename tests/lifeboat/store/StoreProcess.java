package lifeboat.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lifeboat.base.Tool;
import lifeboat.base.UserError;

/** A directory store in a process of its own, for tests that need several, or one to kill. */
final class StoreProcess {

    private StoreProcess() {}

    /** The command that runs {@link #main} in a new JVM. */
    static List<String> command(String... args) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Xmx128m", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), StoreProcess.class.getName()));
        command.addAll(List.of(args));
        return command;
    }

    static Tool tool(String... args) {
        return Tool.of(command(args));
    }

    /**
     * {@code race ROOT LINKS NAME}: waits for a line, then tries to create 200 keys and prints those it created;
     * {@code hang ROOT KEY}: uploads for ever; {@code fill ROOT}: uploads 8 MiB and prints the error.
     */
    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[1]);
        switch (args[0]) {
            case "race" -> race(new DirectoryStore(root, Boolean.parseBoolean(args[2])), args[3]);
            case "hang" -> hang(new DirectoryStore(root), args[2]);
            case "fill" -> {
                try (Store store = new DirectoryStore(root); Store.Upload upload = store.create("job/part", 0)) {
                    upload.write(new byte[8 << 20]);
                    upload.commit();
                } catch (UserError e) {
                    System.out.println(e.getMessage());
                }
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void race(Store store, String name) throws Exception {
        System.out.println("ready");
        System.in.read();
        for (int i = 0; i < 200; i++) {
            if (store.putIfAbsent("job/" + i, name.getBytes())) {
                System.out.println(i);
            }
        }
    }

    private static void hang(Store store, String key) throws Exception {
        try (Store.Upload upload = store.create(key, 0)) {
            upload.write(new byte[1 << 20]);
            System.out.println("ready");
            System.in.read();
        }
    }
}
