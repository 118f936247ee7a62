package bench;

import java.nio.file.Path;

/** Where the measured backups go: files, or a bucket of {@link ObjectStore}. */
sealed interface Destination {
    /** What ends a pipeline that stores its output under a name. */
    String sink(String name);

    /** A pipeline that gives what is stored under a name to a program. */
    String source(String name, String program);

    /** What a pipeline's name says of it. */
    String label();

    /** The program that it needs. */
    String program();

    /** The store of Lifeboat, as its options take it. */
    String store();

    /** The folder that in the end holds the pipelines' files and the jobs of Lifeboat. */
    Path folder();

    /** Files, until they are on the disk. */
    record Files(Path folder) implements Destination {
        @Override
        public String sink(String name) {
            return ">\"" + folder.resolve(name) + "\" && sync \"" + folder.resolve(name) + "\"";
        }

        @Override
        public String source(String name, String program) {
            return program + " <\"" + folder.resolve(name) + "\"";
        }

        @Override
        public String label() {
            return "sync";
        }

        @Override
        public String program() {
            return "sync";
        }

        @Override
        public String store() {
            return folder.toString();
        }
    }

    /** A bucket, by the AWS command line. */
    record Bucket(String endpoint, Path folder) implements Destination {
        private String aws(String from, String to) {
            return "\"$AWS\" --endpoint-url " + endpoint + " s3 cp --only-show-errors " + from + " " + to;
        }

        private String url(String name) {
            return "s3://" + folder.getFileName() + "/" + name;
        }

        @Override
        public String sink(String name) {
            return "| " + aws("-", url(name));
        }

        @Override
        public String source(String name, String program) {
            return aws(url(name), "-") + " | " + program;
        }

        @Override
        public String label() {
            return "aws";
        }

        @Override
        public String program() {
            return "aws";
        }

        @Override
        public String store() {
            return "s3://" + folder.getFileName() + "?endpoint=" + endpoint + "&path_style=true";
        }
    }
}
