package org.serai.camel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.serai.config.ConfigException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a file of {@code routes/}, once, and looks it over before Camel sees it, whose errors do not always say where. */
final class RouteFile {

    private static final int LARGEST = 1 << 20;
    /** Camel looks over a URI by regular expressions, in time that grows with the square of its length. */
    private static final int LONGEST = 8192;

    private static final int DEEPEST = 100;
    private static final int MOST_ALIASES = 50;

    private RouteFile() {}

    /** It cannot be read as one. */
    static final class Unreadable extends Exception {

        private final transient Problem problem;

        private Unreadable(Problem problem) {
            super(problem.toString());
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    /**
     * Its text.
     *
     * @throws Unreadable when it is not a list of at most 1 MB in YAML
     */
    static RouteText read(Path file) throws Unreadable {
        byte[] octets;
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            octets = in.readNBytes(LARGEST + 1);
            if (octets.length > LARGEST) {
                throw unreadable(file, 0, "a route file has at most 1 MB");
            }
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (IOException e) {
            throw unreadable(file, 0, "it cannot be read: " + ConfigException.reason(e));
        }
        try {
            check(file, text);
            return new RouteText(file, octets, compose(text));
        } catch (MarkedYamlEngineException e) {
            throw unreadable(file, line(RouteErrors.mark(e)), RouteErrors.problem(e));
        } catch (ReaderException e) {
            throw unreadable(file, 0, "this is no text");
        }
    }

    /** As a tree, which no longer grows: it has as many nodes as there are events. */
    private static Node compose(String text) {
        return new Compose(LoadSettings.builder().build()).composeString(text).orElseThrow();
    }

    /** Event by event: unlike a tree, these do not grow with depth or aliases. */
    private static void check(Path file, String text) throws Unreadable {
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
                throw unreadable(
                        file,
                        line(event.getStartMark()),
                        "a route file is a list: its first line begins with '- route:'");
            }
            if (start && ++depth > DEEPEST) {
                throw unreadable(file, line(event.getStartMark()), "nested too deep");
            }
            if (event.getEventId() == Event.ID.SequenceEnd || event.getEventId() == Event.ID.MappingEnd) {
                depth--;
            }
            if (event instanceof ScalarEvent scalar && scalar.getValue().length() > LONGEST) {
                throw unreadable(
                        file, line(event.getStartMark()), "this text has more than " + LONGEST + " characters");
            }
            if (event instanceof AliasEvent && ++aliases > MOST_ALIASES) {
                throw unreadable(file, line(event.getStartMark()), "more than " + MOST_ALIASES + " aliases (*)");
            }
        }
        if (number < 3) {
            throw unreadable(file, 0, "the file is empty");
        }
    }

    private static Unreadable unreadable(Path file, int line, String text) {
        return new Unreadable(new Problem(Rule.SYNTAX, file, line, text));
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0) + 1;
    }
}
