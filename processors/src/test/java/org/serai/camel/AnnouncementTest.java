package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.LogCapture;
import org.serai.config.Settings;

class AnnouncementTest {

    @TempDir
    Path lists;

    private List<String> said(Map<String, String> properties) {
        var system = new Properties();
        system.putAll(properties);
        try (var log = LogCapture.of(Announcement.class)) {
            new Announcement(Settings.load(Sections.all(), Path.of("none"), Map.of(), system), lists)
                    .log(Path.of("mailbox"));
            return List.copyOf(log.lines());
        }
    }

    @Test
    void theUsualStartWarnsOfAQuarantineAlone() {
        assertThat(said(Map.of()))
                .allMatch(line -> line.startsWith("INFO ") || line.startsWith("WARN quarantine.reply = accept"))
                .anyMatch(line -> line.startsWith("WARN quarantine.reply = accept"))
                .contains(
                        "INFO Mail arrives in mailbox/*.eml",
                        "INFO Send a message: swaks --server 127.0.0.1:2525 --to you@localhost --from"
                                + " friend@example.net")
                .noneMatch(line -> line.contains("own users"));
    }

    @Test
    void withDigestsSomebodyIsTold() {
        assertThat(said(Map.of(
                        "digest.enabled", "true",
                        "digest.zone", "UTC",
                        "digest.port", "8082",
                        "digest.link-uri", "https://q.example.org/")))
                .noneMatch(line -> line.startsWith("WARN "))
                .contains(
                        "INFO Users are told at 07:00 (UTC) what is held back for them",
                        "INFO Links of digests, https://q.example.org/d/..., lead to http://127.0.0.1:8082/d/...");
    }

    @Test
    void whereMailGoesIsSaid() {
        assertThat(said(Map.of(
                        "outbound.enabled", "true",
                        "outbound.tls-port", "2465",
                        "outbound.uri", "smtp://192.0.2.1:25",
                        "backend.uri", "smtp://192.0.2.2:25",
                        "backend.domains", "other.example=smtp://192.0.2.3:25")))
                .contains(
                        "INFO Our own users send by 0.0.0.0:2587",
                        "INFO Our own users send by 0.0.0.0:2465, TLS from the first byte",
                        "INFO Mail arrives at smtp://192.0.2.2:25",
                        "INFO Mail to other.example arrives at smtp://192.0.2.3:25",
                        "INFO Mail of our own users goes out by smtp://192.0.2.1:25");
    }

    @Test
    void whatProtectsNobodyIsWarnedOf() {
        assertThat(said(Map.of("mode", "monitor", "trusted.networks", "192.0.2.0/24, 0.0.0.0/0, ::/0")))
                .filteredOn(line -> line.startsWith("WARN "))
                .filteredOn(line -> !line.contains("quarantine.reply"))
                .satisfiesExactly(
                        line -> assertThat(line).contains("mode = monitor"),
                        line -> assertThat(line).contains("0.0.0.0/0: an open relay"),
                        line -> assertThat(line).contains("/0: an open relay"));
    }

    /** What is said of greylisting all mail to a.example and b.example. */
    private List<String> ofGreylist(Map<String, String> properties) {
        var all = new HashMap<>(Map.of("local.domains", "a.example, b.example", "filter.greylist.scope", "all"));
        all.putAll(properties);
        return said(all).stream()
                .filter(line -> line.contains("filter.greylist.scope = all"))
                .toList();
    }

    @Test
    void greylistOfAllMailNeedsToKnowWhoExists() throws IOException {
        assertThat(ofGreylist(Map.of()))
                .singleElement()
                .asString()
                .startsWith("WARN ")
                .contains("who exists at a.example, b.example is not known before", "recipients.txt", "callout");
        assertThat(ofGreylist(Map.of("filter.greylist.scope", "suspicious"))).isEmpty();
        assertThat(ofGreylist(Map.of("filter.greylist.mode", "monitor"))).isEmpty();
        assertThat(ofGreylist(Map.of("filter.recipients.backend", "callout"))).isEmpty();
        assertThat(ofGreylist(Map.of("filter.recipients.backend", "callout", "filter.recipients.mode", "off")))
                .hasSize(1);
        assertThat(ofGreylist(Map.of("filter.recipients.ldap", "(mail={address})")))
                .isEmpty();

        Files.writeString(lists.resolve("recipients.txt"), "anna@a.example\n");
        assertThat(ofGreylist(Map.of())).singleElement().asString().contains("who exists at b.example is");
        assertThat(ofGreylist(Map.of(
                        "filter.recipients.ldap", "(mail={address})", "filter.recipients.ldap-domains", "b.example")))
                .isEmpty();
    }
}
