package org.serai.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.serai.ManualClock;
import org.serai.mail.BytesContent;
import org.serai.mail.Content;

class FileStoreTest {

    private static final String ID = "01jdmb0000000000";

    private static final Clock CLOCK = Clock.systemUTC();
    private static final Clock LATER = Clock.offset(CLOCK, Duration.ofHours(2));

    @TempDir
    Path temp;

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void keepsTheVeryBytesWithTheJsonBesideThem() throws IOException {
        var bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        Path directory = temp.resolve("made/when/missing");

        new FileStore(directory, CLOCK).put(ID, new BytesContent(bytes), "{\"a\":\"ü\"}");

        assertThat(names(directory)).containsExactly(ID + ".eml", ID + ".json");
        assertThat(directory.resolve(ID + ".eml")).hasBinaryContent(bytes);
        assertThat(directory.resolve(ID + ".json")).hasContent("{\"a\":\"ü\"}");
    }

    @Test
    void theSameIdAgainReplacesTheMessage() throws IOException {
        var store = new FileStore(temp, CLOCK);
        store.put(ID, new BytesContent("first, and longer".getBytes(StandardCharsets.US_ASCII)), "{}");
        store.put(ID, new BytesContent(new byte[] {'2'}), "{}");

        assertThat(temp.resolve(ID + ".eml")).hasContent("2");
    }

    @Test
    void whatIsHeldCountsOnceItIsConfirmed() throws IOException {
        var store = new FileStore(temp, CLOCK);
        var held = store.hold(ID, new BytesContent(new byte[] {'1'}), "{}");
        assertThat(names(temp)).containsExactly("." + ID + ".eml.part", "." + ID + ".json.part");

        held.confirm();

        assertThat(names(temp)).containsExactly(ID + ".eml", ID + ".json");
    }

    @Test
    void whatIsWithdrawnOrForgottenByACrashIsGone() throws IOException {
        var store = new FileStore(temp, CLOCK);
        store.put(ID, new BytesContent(new byte[] {'1'}), "{}");
        store.hold(ID, new BytesContent(new byte[] {'2'}), "{}").withdraw();
        assertThat(names(temp)).containsExactly(ID + ".eml", ID + ".json");
        assertThat(temp.resolve(ID + ".eml")).hasContent("1");

        store.hold(ID, new BytesContent(new byte[] {'3'}), "{}");
        assertThat(new FileStore(temp, LATER)).isNotNull();

        assertThat(names(temp)).containsExactly(ID + ".eml", ID + ".json");
        assertThat(temp.resolve(ID + ".eml")).hasContent("1");
    }

    @Test
    void whatWasForgottenGoesWhileItRuns() throws IOException {
        var clock = new ManualClock();
        clock.set(CLOCK.instant());
        var store = new FileStore(temp, clock);
        store.put(ID, new BytesContent(new byte[] {'1'}), "{}");
        store.hold("01jdmb0000000001", new BytesContent(new byte[] {'2'}), "{}");

        clock.add(Duration.ofMinutes(59));
        store.tidy();
        assertThat(names(temp)).hasSize(4);
        clock.add(Duration.ofMinutes(2));
        store.tidy();
        assertThat(names(temp)).containsExactly(ID + ".eml", ID + ".json");
    }

    @Test
    void aLineWithoutBytesGoesAfterAnHourAndBytesWithoutALineWhenTheirTimeIsOver() throws IOException {
        var clock = new ManualClock();
        clock.set(CLOCK.instant());
        var store = new FileStore(temp, clock);
        store.put(ID, new BytesContent(new byte[] {'1'}), "{}");
        // As a crash leaves them between two names, or a person.
        Files.writeString(temp.resolve("01jdmb0000000001.json"), "{}");
        Files.writeString(temp.resolve("01jdmb0000000002.eml"), "2");

        store.tidy();
        assertThat(names(temp)).hasSize(4);
        clock.add(Duration.ofMinutes(61));
        store.tidy();
        assertThat(names(temp)).containsExactly(ID + ".eml", ID + ".json", "01jdmb0000000002.eml");

        assertThat(new FileArchive(temp).sweep(clock.instant(), 0)).isEqualTo(2);
        assertThat(names(temp)).isEmpty();
    }

    @Test
    void whatAnotherSeraiHoldsInTheDirectoryItCanStillConfirm() throws IOException {
        var held = new FileStore(temp, CLOCK).hold(ID, new BytesContent(new byte[] {'1'}), "{}");

        new FileStore(temp, CLOCK);
        held.confirm();

        assertThat(names(temp)).containsExactly(ID + ".eml", ID + ".json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a/b", "A", ".", "a.b", "a\0b", "ä"})
    void nothingButAMailIdBecomesAFileName(String id) throws IOException {
        var store = new FileStore(temp, CLOCK);

        assertThatIllegalArgumentException().isThrownBy(() -> store.put(id, new BytesContent(new byte[1]), "{}"));
        assertThat(names(temp)).isEmpty();
    }

    @Test
    void whatACrashLeftUnfinishedGoesAtALaterStartAndFinishedMessagesStay() throws IOException {
        new FileStore(temp, CLOCK).put(ID, new BytesContent(new byte[] {'x'}), "{}");
        Files.writeString(temp.resolve(".01jdmb0000000001.eml.part"), "half");
        Files.writeString(temp.resolve(".01jdmb0000000001.json.part"), "{");

        new FileStore(temp, LATER);

        assertThat(names(temp)).containsExactly(ID + ".eml", ID + ".json");
    }

    @Test
    void aMessageThatCannotBeReadToItsEndIsNotThere() throws IOException {
        var store = new FileStore(temp, CLOCK);
        Content broken = new Content() {
            @Override
            public long size() {
                return 10;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("spool lost");
            }
        };

        assertThatThrownBy(() -> store.put(ID, broken, "{}"))
                .isInstanceOf(IOException.class)
                .hasMessage("spool lost");
        assertThat(names(temp)).doesNotContain(ID + ".eml").noneMatch(name -> name.endsWith(".part"));
    }

    @Test
    void aDirectoryThatHasGoneFailsThePut() throws IOException {
        Path directory = temp.resolve("quarantine");
        var store = new FileStore(directory, CLOCK);
        Files.delete(directory);

        assertThatThrownBy(() -> store.put(ID, new BytesContent(new byte[1]), "{}"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aFileInPlaceOfTheDirectoryFailsTheStart() throws IOException {
        Path file = Files.writeString(temp.resolve("quarantine"), "");

        assertThatThrownBy(() -> new FileStore(file, CLOCK)).isInstanceOf(IOException.class);
    }
}
