package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.serai.store.HotRodSettings;

/** A real server of Infinispan, in a Java VM of its own: TLS, and one user who may make caches. */
final class InfinispanServer implements AutoCloseable {

    static final String USER = "serai";

    private static final Duration START = Duration.ofSeconds(120);

    private static final String CONFIGURATION =
            """
            <infinispan xmlns="urn:infinispan:config:16.0">
              <jgroups>
                <stack name="one">
                  <TCP bind_addr="127.0.0.1" bind_port="%2$d" port_range="0"/>
                  <TCPPING initial_hosts="127.0.0.1[%2$d]" port_range="0"/>
                  <MERGE3/>
                  <FD_ALL3/>
                  <VERIFY_SUSPECT2/>
                  <pbcast.NAKACK2 use_mcast_xmit="false"/>
                  <UNICAST3/>
                  <pbcast.STABLE/>
                  <pbcast.GMS print_local_addr="false" join_timeout="500"/>
                  <UFC/>
                  <MFC/>
                  <FRAG4/>
                </stack>
              </jgroups>
              <cache-container name="default" statistics="false">
                <transport stack="one"/>
                <security><authorization/></security>
              </cache-container>
              <server xmlns="urn:infinispan:server:16.0">
                <interfaces><interface name="public"><inet-address value="127.0.0.1"/></interface></interfaces>
                <socket-bindings default-interface="public" port-offset="0"><socket-binding name="default" port="%1$d"/></socket-bindings>
                <security><security-realms><security-realm name="default">
                  <server-identities><ssl><keystore path="server.p12" password="keystore"/></ssl></server-identities>
                  <properties-realm groups-attribute="Roles">
                    <user-properties path="users.properties" plain-text="true"/>
                    <group-properties path="groups.properties"/>
                  </properties-realm>
                </security-realm></security-realms></security>
                <endpoints><endpoint socket-binding="default" security-realm="default">
                  <hotrod-connector><authentication>
                    <sasl mechanisms="SCRAM-SHA-512" server-name="infinispan"/>
                  </authentication></hotrod-connector>
                  <rest-connector><authentication mechanisms="DIGEST"/></rest-connector>
                </endpoint></endpoints>
              </server>
            </infinispan>
            """;

    private static final String LOGGING =
            """
            <Configuration status="WARN">
              <Appenders><Console name="out"><PatternLayout pattern="%d %p %c{1} %m%n"/></Console></Appenders>
              <Loggers><Root level="INFO"><AppenderRef ref="out"/></Root></Loggers>
            </Configuration>
            """;

    private final Path home;
    private final int port = Ports.free();
    private final Pem pem;
    private ChildProcess child;
    private int starts;

    private InfinispanServer(Path home) throws IOException {
        this.home = home;
        Path configuration = Files.createDirectories(home.resolve("conf"));
        for (String needed : List.of("data", "lib", "log")) {
            Files.createDirectories(home.resolve(needed));
        }
        Files.writeString(configuration.resolve("infinispan.xml"), CONFIGURATION.formatted(port, Ports.free()));
        Files.writeString(configuration.resolve("log4j2.xml"), LOGGING);
        Files.writeString(configuration.resolve("users.properties"), USER + "=secret\n");
        Files.writeString(configuration.resolve("groups.properties"), USER + "=admin\n");
        Files.writeString(passwordFile(), "secret\n");
        pem = Pem.make(home.resolve("tls"), "infinispan");
        ChildProcess.run(
                Needs.tool("openssl").toString(),
                "pkcs12",
                "-export",
                "-in",
                pem.certificate().toString(),
                "-inkey",
                pem.key().toString(),
                "-name",
                "server",
                "-passout",
                "pass:keystore",
                "-out",
                configuration.resolve("server.p12").toString());
        child = launch();
    }

    static InfinispanServer start(Path home) throws IOException {
        return new InfinispanServer(home);
    }

    private ChildProcess launch() {
        Path jars = Repository.root().resolve("test-data/infinispan-server/target/lib");
        assertThat(jars).as("made by bin/serai test").isDirectory();
        var started = ChildProcess.start(
                home,
                home.resolve("server.log"),
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        jars + "/*",
                        "org.infinispan.server.Bootstrap",
                        "-s",
                        home.toString(),
                        "-c",
                        "infinispan.xml"));
        starts++;
        // The port is open before its caches are.
        await().atMost(START).until(() -> {
            assertThat(started.alive()).as(started.log()).isTrue();
            return started.log().split("ISPN080001", -1).length > starts;
        });
        return started;
    }

    String uri() {
        return "hotrod://127.0.0.1:" + port;
    }

    HotRodSettings settings() {
        return new HotRodSettings(USER, passwordFile(), "SCRAM-SHA-512", true, pem.certificate(), "", true, "serai-");
    }

    private Path passwordFile() {
        return home.resolve("password");
    }

    /** The properties by which a Serai uses it. */
    SeraiProcess.Setup of(SeraiProcess.Setup setup) {
        return setup.property("store.uri", uri())
                .property("store.hotrod.user", USER)
                .property("store.hotrod.password-file", passwordFile())
                .property("store.hotrod.authorities", pem.certificate());
    }

    void kill9() {
        child.kill9();
    }

    void restart() {
        child.close();
        child = launch();
    }

    @Override
    public void close() {
        child.close();
    }
}
