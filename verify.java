///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//JAVA_OPTIONS -Xmx160m -XX:+UseSerialGC -XX:CompileThresholdScaling=4 --enable-native-access=ALL-UNNAMED
//JAVA_OPTIONS -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8
//SOURCES lifeboat/sources.java

/// Proves that backups work.
void main(String[] args) {
    System.exit(lifeboat.cli.Main.run("verify", args));
}
