package org.serai.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.config.ConfigException;
import org.serai.state.Request.Action;
import org.serai.store.Store;
import org.serai.store.Stores;
import org.serai.store.TableSpec;
import org.serai.store.TableSpec.Spread;

class StateTest {

    private record Seen(Instant first, long times, String by) {}

    private static final TableSpec<Seen> SEEN = new TableSpec<>(
            "seen",
            Seen.class,
            Spread.REPLICATED,
            10_000,
            // There is one number that it fails over.
            seen -> Duration.ofDays(1).plusNanos(Math.absExact(seen.times())),
            (one, other) -> one);

    private static final String LINE =
            "{\"key\":\"a\",\"value\":{\"first\":\"2026-11-28T20:40:00Z\",\"times\":2,\"by\":\"x\"}}";
    private static final String VALUE = "{\"first\":\"2026-11-28T20:40:00Z\",\"times\":2,\"by\":\"x\"}";

    @TempDir
    private Path directory;

    private Store store;
    private StateServer server;

    @BeforeEach
    void open() {
        store = Stores.embedded(directory, List.of(SEEN));
        server = StateServer.open(socket(), store);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        store.close();
    }

    private Path socket() {
        return directory.resolve("state.sock");
    }

    private List<String> ask(Action action, String table, String key, String value, String in) throws IOException {
        var out = new ArrayList<String>();
        var state = new State(socket(), () -> Stores.embedded(directory, List.of(SEEN)));
        long count =
                state.ask(new Request(action, table, key, value), new BufferedReader(new StringReader(in)), out::add);
        out.add(Long.toString(count));
        return out;
    }

    private void everything() throws IOException {
        assertThat(ask(Action.LIST, "", "", "", "")).containsExactly("{\"table\":\"seen\",\"entries\":0}", "1");
        assertThat(ask(Action.PUT, "seen", "a", VALUE, "")).containsExactly("1");
        assertThat(ask(Action.GET, "seen", "a", "", "")).containsExactly(LINE, "1");
        assertThat(ask(Action.GET, "seen", "b", "", "")).containsExactly("0");
        assertThat(ask(Action.IMPORT, "seen", "", "", LINE.replace("\"a\"", "\"b\"") + "\n\n" + LINE))
                .containsExactly("2");
        assertThat(ask(Action.LIST, "seen", "", "", "")).hasSize(3).contains(LINE);
        assertThat(ask(Action.LIST, "seen", "a", "", "")).containsExactly(LINE, "1");
        assertThat(ask(Action.REMOVE, "seen", "a", "", "")).containsExactly("1");
        assertThat(ask(Action.REMOVE, "seen", "a", "", "")).containsExactly("0");
        assertThat(ask(Action.LIST, "seen", "a", "", "")).containsExactly("0");
    }

    @Test
    void theFirewallThatRunsAnswers() throws IOException {
        everything();
    }

    @Test
    void whenNoneRunsTheFilesDo() throws IOException {
        close();
        everything();
        open();
    }

    @Test
    void whatIsWrongIsTold() throws IOException {
        assertThatThrownBy(() -> ask(Action.LIST, "none", "", "", ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no 'none'; there are seen");
        assertThatThrownBy(() -> ask(Action.PUT, "seen", "a", "{\"first\":\"yesterday\",\"times\":2,\"by\":\"x\"}", ""))
                .hasMessageContaining("no time such as");
        assertThatThrownBy(() -> ask(Action.PUT, "seen", "a", "{\"times\":2}", ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("first");
        assertThatThrownBy(() -> ask(Action.PUT, "seen", "", VALUE, ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a key must have");
        assertThatThrownBy(
                        () -> ask(Action.IMPORT, "seen", "", "", LINE + "\nnonsense\n" + (LINE + "\n").repeat(20_000)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("line 2, after which nothing was taken");
        assertThat(ask(Action.LIST, "seen", "", "", "")).containsExactly(LINE, "1");
    }

    @Test
    void aValueThatIsNoneIsRefused() throws IOException {
        assertThatThrownBy(() -> ask(Action.PUT, "seen", "a", "null", ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no value");
        assertThatThrownBy(() -> ask(Action.IMPORT, "seen", "", "", "{\"key\":\"a\"}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("line 1, after which nothing was taken: there is no value");
        assertThat(ask(Action.LIST, "seen", "", "", "")).containsExactly("0");
    }

    @Test
    void afterAFailureTheNextIsAnswered() throws IOException {
        assertThatThrownBy(() -> ask(Action.PUT, "seen", "a", VALUE.replace(":2,", ":" + Long.MIN_VALUE + ","), ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the log of the firewall tells why");
        assertThat(ask(Action.PUT, "seen", "a", VALUE, "")).containsExactly("1");
    }

    @Test
    void whoReadsNothingKeepsNobodyElseFromBeingAnswered() throws IOException {
        var idle = new ArrayList<SocketChannel>();
        try {
            for (int i = 1; i < StateServer.CALLERS; i++) {
                SocketChannel caller = SocketChannel.open(StandardProtocolFamily.UNIX);
                idle.add(caller);
                caller.connect(UnixDomainSocketAddress.of(socket()));
            }
            assertTimeoutPreemptively(Duration.ofSeconds(60), this::everything);
        } finally {
            for (SocketChannel caller : idle) {
                caller.close();
            }
        }
    }

    @Test
    void whatAnOlderVersionHasExportedIsTakenWithoutNumbersThatCameLater() throws IOException {
        assertThat(ask(Action.IMPORT, "seen", "", "", LINE.replace("\"times\":2,", "")))
                .containsExactly("1");
        assertThat(ask(Action.GET, "seen", "a", "", "")).containsExactly(LINE.replace(":2,", ":0,"), "1");
        assertThatThrownBy(() -> ask(Action.PUT, "seen", "a", VALUE.replace("\"times\":2,", ""), ""))
                .as("who types a value says all of it")
                .hasMessageContaining("times");
    }

    @Test
    void whatSendersWroteDoesNotReachATerminal() throws IOException {
        store.table(SEEN)
                .put("\u001b[2J\u202e@example.com", new Seen(Instant.EPOCH, 1, "\n"))
                .toCompletableFuture()
                .join();
        assertThat(ask(Action.LIST, "seen", "", "", "").get(0))
                .matches("[ -~]+")
                .contains("\\u001B[2J\\u202E@example.com");
    }
}
