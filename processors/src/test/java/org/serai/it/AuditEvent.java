package org.serai.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** What the audit trail says of a mail ({@code docs/audit.md}). */
record AuditEvent(JsonNode json) {

    /** The only one with this reverse-path; waits for it. */
    static AuditEvent of(SeraiProcess serai, String mailFrom) {
        List<JsonNode> events = await().until(() -> serai.verdicts(mailFrom), found -> !found.isEmpty());
        assertThat(events).hasSize(1);
        return new AuditEvent(events.get(0));
    }

    String at(String pointer) {
        return json.at(pointer).asText();
    }

    String disposition() {
        return at("/disposition");
    }

    List<String> symbols() {
        return findings().stream().map(each -> each.path("symbol").asText()).toList();
    }

    /** What a finding has as evidence. */
    JsonNode evidence(String symbol) {
        return findings().stream()
                .filter(each -> each.path("symbol").asText().equals(symbol))
                .findFirst()
                .orElseThrow(() -> new AssertionError(symbol + " is not in " + json))
                .path("evidence");
    }

    private List<JsonNode> findings() {
        return StreamSupport.stream(json.path("findings").spliterator(), false).toList();
    }
}
