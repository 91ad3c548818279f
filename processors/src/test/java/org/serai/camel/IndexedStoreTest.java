package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.serai.Mails;
import org.serai.config.Settings;
import org.serai.custody.GoneException;
import org.serai.custody.MessageStore;
import org.serai.custody.Place;
import org.serai.custody.Quarantine;
import org.serai.custody.QuarantineEntry;
import org.serai.mail.Disposition;
import org.serai.mail.Mail;
import org.serai.mime.MimeReader;
import org.serai.store.MemoryTables;
import org.serai.verdict.VerdictEvent;

class IndexedStoreTest {

    private static final Clock CLOCK = Clock.fixed(Mails.NOW, ZoneOffset.UTC);

    private final MemoryTables tables = new MemoryTables(CLOCK);
    private final Quarantine index = new Quarantine(10, Duration.ofDays(1), tables, (id, entry) -> {
        throw new GoneException(id);
    });
    private final Mail mail = Mails.data("From: a@sender.example\r\nSubject: =?utf-8?q?caf=C3=A9?= 1\r\n\r\ntext\r\n");
    private final String json = new VerdictEvent(CLOCK).line(mail, Disposition.QUARANTINE, "");

    private IndexedStore over(MessageStore store) {
        var settings = Settings.load(Sections.all(), Path.of("none"), Map.of(), new Properties());
        var mime = new MimeReader(settings.bind("mime.", MimeReader.Limits.class));
        return new IndexedStore(store, Place.OUTBOX, index, mime, "mx.example.org", CLOCK);
    }

    private Optional<QuarantineEntry> found() {
        return index.find(mail.id()).toCompletableFuture().join();
    }

    @Test
    void whatIsKeptIsFound() throws IOException {
        var store = over(MessageStore.NONE);

        Place place = store.keep(mail.id(), mail.content(), json, Mails.soon())
                .toCompletableFuture()
                .join();

        assertThat(place).isEqualTo(Place.FILES);
        QuarantineEntry entry = found().orElseThrow();
        assertThat(entry.kept()).isEqualTo(Mails.NOW);
        assertThat(entry.subject()).isEqualTo("café 1");
        assertThat(entry.mailFrom()).isEqualTo("a@sender.example");
        assertThat(entry.recipients()).containsExactly("b@example.org");
        assertThat(entry.client()).isEqualTo(mail.envelope().client().ip());
        assertThat(entry.size()).isEqualTo(mail.content().size());
        assertThat(entry.sha256()).isEqualTo(mail.content().sha256().hex());
        assertThat(entry.place()).isEqualTo(Place.FILES);
    }

    @Test
    void aHeldCopyIsFoundWhenItCounts() throws IOException {
        var held = over(MessageStore.NONE).hold(mail.id(), mail.content(), json);
        assertThat(found()).isEmpty();

        held.confirm();

        assertThat(found().orElseThrow().place()).isEqualTo(Place.OUTBOX);
    }

    @Test
    void aMessageIsKeptThoughTheIndexIsDown() {
        tables.down(true);

        assertThat(over(MessageStore.NONE).keep(mail.id(), mail.content(), json, Mails.soon()))
                .succeedsWithin(Duration.ofSeconds(60))
                .isEqualTo(Place.FILES);
    }

    @Test
    void whatIsNotKeptIsNotFound() {
        var store = over((id, content, line) -> {
            throw new IOException("disk full");
        });

        assertThat(store.keep(mail.id(), mail.content(), json, Mails.soon())).failsWithin(Duration.ofSeconds(60));
        assertThat(found()).isEmpty();
    }
}
