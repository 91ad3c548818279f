package org.serai.filter.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.serai.config.ConfigException;
import org.serai.filter.Glob;
import org.serai.mail.DomainName;
import org.serai.mail.Network;

class ListFilesTest {

    private final Path directory;

    ListFilesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aDirectoryThatIsNotThereHoldsEmptyLists() {
        ListFiles files = ListFiles.load(directory.resolve("missing"));

        assertThat(files.block().client().list().match(Network.literal("192.0.2.1")))
                .isNull();
    }

    @Test
    void theListsThatComeWithSeraiAreEmpty() {
        Path shipped = Path.of("..", "config", "lists");

        assertThat(shipped).isDirectory();
        ListFiles.load(shipped);
    }

    @Test
    void sharedClientsAreNamedByAddressOrName() throws IOException {
        write("shared-client", "192.0.2.0/24\n");
        write("shared-name", ".provider.example\n");

        ListFiles files = ListFiles.load(directory);

        assertThat(files.sharedClient(Network.literal("192.0.2.7"))).isTrue();
        assertThat(files.sharedClient(Network.literal("192.0.3.7"))).isFalse();
        assertThat(files.sharedName("mx.provider.example")).isTrue();
        assertThat(files.sharedName("provider.example.evil.example")).isFalse();
    }

    @Test
    void commentsEmptyLinesAndWhiteSpaceAreNoEntries() throws IOException {
        write("local-domains", "# ours\n\n  example.org  # the main one\n\t.example.com\n");

        ListFiles files = ListFiles.load(directory);

        assertThat(files.localDomains().match(name("example.org"))).isEqualTo("example.org");
        assertThat(files.localDomains().match(name("a.b.example.com"))).isEqualTo(".example.com");
        assertThat(files.localDomains().match(name("example.com"))).isNull();
    }

    @Test
    void theNarrowestNetworkIsTheEvidence() throws IOException {
        write("block-client", "192.0.0.0/16\n192.0.2.0/24\n2001:db8::/32\n::/0\n");

        ClientList clients = ListFiles.load(directory).block().client().list();

        assertThat(clients.match(Network.literal("192.0.2.7"))).isEqualTo("192.0.2.0/24");
        assertThat(clients.match(Network.literal("192.0.3.7"))).isEqualTo("192.0.0.0/16");
        assertThat(clients.match(Network.literal("2001:db8::1"))).isEqualTo("2001:db8:0:0:0:0:0:0/32");
        assertThat(clients.match(Network.literal("2001:db9::1"))).isEqualTo("0:0:0:0:0:0:0:0/0");
    }

    @ParameterizedTest
    @CsvSource({
        "block-client, 192.0.2.0/33",
        "block-client, mail.example.net",
        "block-client, 192.0.2.7/24",
        "block-helo, two words",
        "block-mail-from, example.net",
        "block-mail-from, anna@exa mple.net",
        "block-domain, anna@example.net",
        "local-domains, mail*.example.org"
    })
    void aWrongEntryIsToldWithFileAndLine(String list, String entry) throws IOException {
        write(list, "# a comment\n" + entry + "\n");

        assertThatThrownBy(() -> ListFiles.load(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(list + ".txt:2: ");
    }

    @Test
    void aMisspeltListIsTold() throws IOException {
        write("block-clients", "192.0.2.7\n");

        assertThatThrownBy(() -> ListFiles.load(directory))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("block-clients.txt")
                .hasMessageContaining("block-client.txt");
    }

    @Test
    void listsOfOtherFiltersAreLeftAlone() throws IOException {
        write("uribl-skip", "whatever it holds\n");

        ListFiles.load(directory);
    }

    @Test
    void patternsAreBounded() throws IOException {
        write("block-helo", "a*b\n".repeat(1001));

        assertThatThrownBy(() -> ListFiles.load(directory)).hasMessageContaining("block-helo.txt:1001: ");
    }

    @Test
    void aPatternThatInvitesBacktrackingIsCheap() {
        var glob = new Glob("*a".repeat(150) + "b");

        assertThat(glob.matches("a".repeat(2000))).isFalse();
        assertThat(new Glob("*").matches("")).isTrue();
        assertThat(new Glob("a*b*c").matches("a--b--b--c")).isTrue();
        assertThat(new Glob("a*b").matches("a--b--")).isFalse();
    }

    @Test
    void aMillionEntriesAreAllFound() throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < 1 << 20; i++) {
            lines.append("10.").append(i >> 12 & 255).append('.').append(i >> 4 & 255);
            lines.append('.').append((i & 15) << 4).append("/28\n");
        }
        write("block-client", lines.toString());

        ClientList clients = ListFiles.load(directory).block().client().list();

        assertThat(clients.match(Network.literal("10.0.0.1"))).isEqualTo("10.0.0.0/28");
        assertThat(clients.match(Network.literal("10.255.255.255"))).isEqualTo("10.255.255.240/28");
        assertThat(clients.match(Network.literal("11.0.0.1"))).isNull();
    }

    private void write(String list, String text) throws IOException {
        Files.writeString(directory.resolve(list + ".txt"), text);
    }

    private static DomainName name(String text) {
        DomainName name = DomainName.of(text);
        if (name == null) {
            throw new IllegalArgumentException(text);
        }
        return name;
    }
}
