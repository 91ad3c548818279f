package org.serai.filter.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.serai.Shared;

/** The archives of the suite, each judged as its expected.json says. */
class AttachmentConformanceTest {

    private static final Map<String, List<String>> SYMBOLS = Map.of(
            "bomb-10MB-zeros.zip", List.of("ARCHIVE_BOMB"),
            "clean.zip", List.of(),
            "double-ext.zip", List.of("DOUBLE_EXTENSION", "EXECUTABLE"),
            "encrypted-aes256.zip", List.of("ENCRYPTED_ARCHIVE", "EXECUTABLE"),
            "encrypted-zipcrypto.zip", List.of("ENCRYPTED_ARCHIVE", "EXECUTABLE"),
            "exe-disguised-as-jpg.zip", List.of("EXECUTABLE", "TYPE_MISMATCH"),
            "exe-in-zip.zip", List.of("EXECUTABLE"),
            "exe-named-jpg.jpg", List.of("EXECUTABLE", "TYPE_MISMATCH"),
            "nested1.zip", List.of("EXECUTABLE", "NESTED_ARCHIVE"),
            "nested2.zip", List.of("EXECUTABLE", "NESTED_ARCHIVE"));

    @TestFactory
    Stream<DynamicTest> archives() throws Exception {
        Path folder = Shared.suite("attachments/generated");
        var expected =
                new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
        assertThat(SYMBOLS.keySet()).containsExactlyInAnyOrderElementsOf(() -> expected.fieldNames());
        return SYMBOLS.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    byte[] octets = Files.readAllBytes(folder.resolve(entry.getKey()));
                    assertThat(Attached.symbols(Attached.named(entry.getKey(), octets)))
                            .as(expected.get(entry.getKey()).asText())
                            .isEqualTo(entry.getValue());
                }));
    }
}
