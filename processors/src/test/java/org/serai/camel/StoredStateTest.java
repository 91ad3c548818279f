package org.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.serai.config.Settings;
import org.serai.store.TableSpec;

/** The pages that name the tables of the store name all of them. */
class StoredStateTest {

    private static List<TableSpec<?>> tables() {
        var system = new Properties();
        // With others, there are tables that one alone has not.
        system.setProperty("store.uri", "cluster:");
        return StoredState.tables(Settings.load(Sections.all(), Path.of("none"), Map.of(), system));
    }

    /** First and second column of a page's rows about tables. */
    private static Map<String, String> rows(String page) throws IOException {
        var rows = new TreeMap<String, String>();
        for (String line : Files.readAllLines(Path.of("../docs").resolve(page))) {
            if (line.startsWith("| `")) {
                String[] cells = line.split("\\|");
                for (String name : cells[1].split(",")) {
                    rows.put(name.replace('`', ' ').strip(), cells[2].strip());
                }
            }
        }
        return rows;
    }

    @Test
    void theDecisionSaysWhatAPartitionDoesToEachTable() throws IOException {
        var expected = new TreeMap<String, String>();
        tables().forEach(spec -> expected.put(
                spec.name(),
                switch (spec.spread()) {
                    case LOCAL -> "each its own";
                    case REPLICATED -> "all";
                    case DISTRIBUTED -> "two";
                }));

        assertThat(rows("adr/0012-state.md")).containsExactlyEntriesOf(expected);
    }

    @Test
    void thePageOfStateHasEachTable() throws IOException {
        assertThat(rows("state.md"))
                .containsKeys(tables().stream().map(TableSpec::name).toArray(String[]::new));
    }
}
