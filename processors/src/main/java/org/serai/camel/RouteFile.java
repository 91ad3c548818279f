package org.serai.camel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.serai.config.ConfigException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;

/** A file of {@code routes/}, read once, and looked over before Camel sees it, whose errors do not always say where. */
final class RouteFile {

    private static final int LARGEST = 1 << 20;
    private static final int DEEPEST = 100;
    private static final int MOST_ALIASES = 50;

    private RouteFile() {}

    /**
     * Its octets, for Camel.
     *
     * @throws ConfigException with file and line when it is not a list of at most 1 MB in YAML
     */
    static Resource read(Path file) {
        byte[] octets;
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            octets = in.readNBytes(LARGEST + 1);
            if (octets.length > LARGEST) {
                throw new ConfigException(file + ": a route file has at most 1 MB");
            }
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (IOException e) {
            throw ConfigException.about(file + " cannot be read", file, e);
        }
        try {
            check(file, text);
        } catch (MarkedYamlEngineException e) {
            throw new ConfigException(file + ":" + line(RouteErrors.mark(e)) + ": " + RouteErrors.problem(e), e);
        } catch (ReaderException e) {
            throw new ConfigException(file + ": this is no text", e);
        }
        return ResourceHelper.fromBytes("file:" + file, octets);
    }

    /** Event by event: unlike a tree, these do not grow with depth or aliases. */
    private static void check(Path file, String text) {
        int depth = 0;
        int number = 0;
        int aliases = 0;
        for (Event event : new Parse(LoadSettings.builder().build()).parseString(text)) {
            // Start of the stream, start of the document, then what it holds.
            number++;
            boolean start =
                    switch (event.getEventId()) {
                        case SequenceStart, MappingStart -> true;
                        case StreamStart,
                                StreamEnd,
                                DocumentStart,
                                DocumentEnd,
                                SequenceEnd,
                                MappingEnd,
                                Scalar,
                                Alias,
                                Comment -> false;
                    };
            if (number == 3 && event.getEventId() != Event.ID.SequenceStart) {
                throw new ConfigException(file + ":" + line(event.getStartMark())
                        + ": a route file is a list: its first line begins with '- route:'");
            }
            if (start && ++depth > DEEPEST) {
                throw new ConfigException(file + ":" + line(event.getStartMark()) + ": nested too deep");
            }
            if (event.getEventId() == Event.ID.SequenceEnd || event.getEventId() == Event.ID.MappingEnd) {
                depth--;
            }
            if (event instanceof AliasEvent && ++aliases > MOST_ALIASES) {
                throw new ConfigException(
                        file + ":" + line(event.getStartMark()) + ": more than " + MOST_ALIASES + " aliases (*)");
            }
        }
        if (number < 3) {
            throw new ConfigException(file + ": the file is empty");
        }
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0) + 1;
    }
}
