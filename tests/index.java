///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES lifeboat/index/SourcesIndex.java

/// Brings lifeboat/sources.java up to date after files were added, moved or removed: ./jbang tests/index.java
void main() throws Exception {
    int count = new lifeboat.index.SourcesIndex(java.nio.file.Path.of("").toAbsolutePath()).rewrite();
    IO.println(count + " sources in lifeboat/sources.java");
}
