package org.serai.directory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.OperationType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.Binder;
import org.serai.config.ConfigException;
import org.serai.mail.AddressKey;

class LdapTest {

    private static final LdapFilter MAIL = LdapFilter.parse("(mail={address})");

    @TempDir
    private Path home;

    private InMemoryDirectoryServer server;

    @BeforeEach
    void start() throws Exception {
        var config = new InMemoryDirectoryServerConfig("dc=example,dc=org");
        config.setSchema(null);
        config.addAdditionalBindCredentials("cn=serai,dc=example,dc=org", "secret");
        config.setAuthenticationRequiredOperationTypes(OperationType.SEARCH);
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("loopback", InetAddress.getLoopbackAddress(), 0, null));
        server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example,dc=org", "objectClass: domain", "dc: example");
        for (String name : List.of("anna", "berta")) {
            server.add(
                    "dn: uid=" + name + ",dc=example,dc=org",
                    "objectClass: person",
                    "uid: " + name,
                    "mail: " + name + "@example.org",
                    "mail: team@example.org");
        }
        server.startListening();
        Files.writeString(home.resolve("password"), "secret\n");
    }

    @AfterEach
    void stop() {
        server.shutDown(true);
    }

    private static LdapSettings settings(int port, String... more) {
        var said = new HashMap<>(Map.of(
                "uri", "ldap://127.0.0.1:" + port,
                "tls", "off",
                "base", "dc=example,dc=org",
                "bind-dn", "cn=serai,dc=example,dc=org",
                "password-file", "password",
                "timeout", "2s"));
        for (int i = 0; i < more.length; i += 2) {
            said.put(more[i], more[i + 1]);
        }
        return Binder.bind(LdapSettings.class, name -> name, said::get);
    }

    private Ldap ldap(Executor waiters, String... more) {
        return new Ldap(settings(server.getListenPort(), more), home, waiters);
    }

    private static boolean any(Ldap ldap, String... locals) throws Exception {
        return ldap.any(MAIL, keys(locals)).get(30, SECONDS);
    }

    private static List<AddressKey> keys(String... locals) {
        return Arrays.stream(locals)
                .map(local -> new AddressKey(local, "example.org"))
                .toList();
    }

    @Test
    void anAddressIsThereOrNot() throws Exception {
        try (var ldap = ldap(Runnable::run)) {
            assertThat(any(ldap, "anna")).isTrue();
            assertThat(any(ldap, "caesar")).isFalse();
            assertThat(any(ldap, "anna+shop", "anna")).isTrue();
            assertThat(any(ldap, "*")).isFalse();
            assertThat(any(ldap, "x)(mail=*")).isFalse();
            assertThat(ldap.state()).isEqualTo("answers");
        }
    }

    @Test
    void whatMoreThanOneEntryHasIsThere() throws Exception {
        try (var ldap = ldap(Runnable::run)) {
            assertThat(any(ldap, "team")).isTrue();
        }
    }

    @Test
    void aWrongPasswordOrBaseIsAFailureAndNotNobody() throws IOException {
        Files.writeString(home.resolve("wrong"), "guess\n");
        for (var ldap : List.of(
                ldap(Runnable::run, "password-file", "wrong"), ldap(Runnable::run, "base", "dc=example,dc=net"))) {
            try (ldap) {
                assertThatThrownBy(() -> any(ldap, "anna"))
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("did not answer");
                assertThat(ldap.state()).startsWith("fails: ");
            }
        }
    }

    @Test
    void aDirectoryThatIsBackIsAskedAgain() throws Exception {
        try (var ldap = ldap(Runnable::run)) {
            assertThat(any(ldap, "anna")).isTrue();
            int port = server.getListenPort();
            server.shutDown(true);
            assertThatThrownBy(() -> any(ldap, "anna")).cause().isInstanceOf(IOException.class);

            server.startListening();
            assertThat(server.getListenPort()).isEqualTo(port);
            assertThat(any(ldap, "anna")).isTrue();
        }
    }

    @Test
    void theNextServerStandsForOneThatIsDown() throws Exception {
        String two = "ldap://127.0.0.1:1, ldap://127.0.0.1:" + server.getListenPort();
        try (var ldap = ldap(Runnable::run, "uri", two)) {
            assertThat(any(ldap, "anna")).isTrue();
        }
    }

    @Test
    void oneThatSaysNothingIsLeftInTime() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var ldap = new Ldap(
                        settings(silent.getLocalPort(), "timeout", "100ms", "connect-timeout", "100ms"),
                        home,
                        Runnable::run)) {
            assertThatThrownBy(() -> any(ldap, "anna")).cause().isInstanceOf(IOException.class);
        }
    }

    @Test
    void tooManyQuestionsAreAFailure() {
        Executor full = task -> {
            throw new RejectedExecutionException();
        };
        try (var ldap = ldap(full)) {
            assertThatThrownBy(() -> any(ldap, "anna")).cause().hasMessageContaining("ldap.queue");
        }
    }

    @Test
    void withoutOneNobodyIsAsked() {
        try (var ldap = new Ldap(Binder.defaults(LdapSettings.class), home, Runnable::run)) {
            assertThat(ldap.off()).isTrue();
            CompletableFuture<Boolean> asked = ldap.any(MAIL, keys("anna"));
            assertThat(asked).isCompletedExceptionally();
        }
    }

    @Test
    void aPasswordThatCannotBeReadIsToldByItsProperty() {
        assertThatThrownBy(() -> ldap(Runnable::run, "password-file", "missing"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ldap.password-file")
                .hasMessageContaining("does not exist");
    }

    @Test
    void aUriHasNoBase() {
        assertThatThrownBy(() -> LdapServer.parse("ldap://h/dc=example")).hasMessageContaining("ldap.base");
        assertThat(LdapServer.parse("ldaps://h")).isEqualTo(new LdapServer("h", 636, true));
        assertThat(LdapServer.parse("ldap://[::1]:10389")).hasToString("ldap://[::1]:10389");
    }

    @Test
    void settingsThatDoNotGoTogetherAreRefused() {
        assertThatThrownBy(() -> settings(1, "password-file", "")).hasMessageContaining("go together");
        assertThatThrownBy(() -> settings(1, "uri", "")).hasMessageContaining("without ldap.uri");
        assertThatThrownBy(() -> settings(1, "uri", "ldap://a, ldaps://b")).hasMessageContaining("all ldaps://");
    }
}
