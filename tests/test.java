///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//JAVA_OPTIONS -Xmx768m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED
//JAVA_OPTIONS -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.junit.platform:junit-platform-launcher:6.1.3
//DEPS org.junit.platform:junit-platform-reporting:6.1.3
//SOURCES ../lifeboat/sources.java
//SOURCES lifeboat/**/*.java

/// Runs the tests: all, or those named.
void main(String[] args) {
    System.exit(lifeboat.harness.Runner.run(args));
}
