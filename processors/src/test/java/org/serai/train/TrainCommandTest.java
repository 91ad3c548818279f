package org.serai.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.serai.Main;
import org.serai.config.Binder;
import org.serai.learn.Model;
import org.serai.learn.ModelFile;

/** The command as one types it. */
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
class TrainCommandTest {

    @TempDir
    private Path home;

    private Path spam;
    private Path ham;

    /** Of each class, before the other is learned alone; 0: whatever there is, at once. */
    private int least;

    private record Said(int code, String out, String err) {}

    private Said serai(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(
                1, List.of("-Ddata.dir=" + home.resolve("data"), "-Droutes.dir=../routes", "-Dconfig.dir=../config"));
        if (least > 0) {
            all.addAll(1, List.of("-Dlearn.min-spam=" + least, "-Dlearn.min-ham=" + least));
        } else if (arguments[0].equals("train")) {
            all.add("--in-order");
        }
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code = Main.commandLine().execute(all.toArray(String[]::new));
            return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    @BeforeEach
    void write() throws IOException {
        spam = Files.createDirectory(home.resolve("spam"));
        ham = Files.createDirectory(home.resolve("ham"));
        for (int i = 0; i < 5; i++) {
            message(spam, i, "pills");
            message(ham, i, "patch");
        }
    }

    private static Path message(Path directory, int number, String word) throws IOException {
        return Files.writeString(
                directory.resolve(number + ".eml"),
                "From: a@" + word + ".example\nMessage-ID: <" + number + "@" + word + ".example>\nSubject: " + word
                        + "\n\n" + (word + " ").repeat(number + 1) + "\n");
    }

    private Model model() {
        return new ModelFile(home.resolve("data")).load(Binder.defaults(Model.Options.class));
    }

    @Test
    void whatIsForgottenIsCountedAndKnownNoMore() {
        serai("train", "--ham", ham.toString());
        assertThat(serai("train", "--spam", spam.toString()).out()).contains("learned 5,", "knows 5 spam and 5 ham");

        Said said = serai("train", "--forget", spam.toString());

        assertThat(said.code()).isZero();
        assertThat(said.out()).startsWith("forgotten 5, not known 0; the model knows 0 spam and 5 ham");
        assertThat(serai("train", "--forget", spam.toString()).out()).startsWith("forgotten 0, not known 5; ");
        assertThat(serai("train", "--spam", spam.toString(), "--forget", ham.toString())
                        .out())
                .startsWith(
                        "learned 5, relabelled 0, known before 0, forgotten 5, not known 0; the model knows 5 spam and 0");
    }

    @Test
    void whatIsForgottenComesFirstAndASingleFileMayBeNamed() throws IOException {
        serai("train", "--spam", spam.toString());

        assertThat(serai("train", "--forget", spam.resolve("1.eml").toString(), "--spam", spam.toString())
                        .out())
                .startsWith(
                        "learned 1, relabelled 0, known before 4, forgotten 1, not known 0; the model knows 5 spam");
    }

    @Test
    void aManifestSaysWhatIsForgotten() throws IOException {
        serai("train", "--spam", spam.toString());
        Path manifest = Files.writeString(home.resolve("back.tsv"), "spam/0.eml\tforget\nspam/1.eml\tham\n");

        assertThat(serai("train", "--manifest", manifest.toString()).out())
                .startsWith(
                        "learned 0, relabelled 1, known before 0, forgotten 1, not known 0; the model knows 3 spam and 1");
        Said evaluated = serai("evaluate", manifest.toString());
        assertThat(evaluated.code()).isNotZero();
        assertThat(evaluated.err()).contains("says forget of spam/0.eml");
    }

    @Test
    void whatWasLearnedInAnotherFormIsToldAndStays() throws IOException {
        serai("train", "--spam", spam.toString());
        Path other = spam.resolve("0.eml");
        Files.writeString(other, "X-Mailer: m\n" + Files.readString(other));

        Said said = serai("train", "--forget", spam.toString());

        assertThat(said.out())
                .startsWith("forgotten 4, not known 0; the model knows 1 spam")
                .contains("not forgotten 1: they were learned with other fields or another encoding");
    }

    @Test
    void nothingIsSavedWhereNothingIsForgotten() {
        assertThat(serai("train", "--forget", spam.toString()).out())
                .startsWith("forgotten 0, not known 5; the model knows 0 spam and 0 ham");

        assertThat(home.resolve("data/learn/model")).doesNotExist();
    }

    @Test
    void whatIsNoMessageIsLeftOutAndTold() throws IOException {
        Files.writeString(spam.resolve("notes.txt"), "These came in May\n");
        Files.writeString(spam.resolve(".DS_Store"), "Subject: hidden\n");

        Said said = serai("train", "--spam", spam.toString());

        assertThat(said.out()).startsWith("learned 5, ");
        assertThat(said.err())
                .contains("serai: left out, since no header field stands in the first lines: 1, such as ")
                .contains("notes.txt");
    }

    @Test
    void whereThereIsNoMessageItSaysSo() throws IOException {
        Path none = Files.createDirectory(home.resolve("none"));
        Files.writeString(none.resolve("notes.txt"), "These came in May\n");

        Said said = serai("train", "--spam", none.toString());

        assertThat(said.code()).isNotZero();
        assertThat(said.err()).contains("notes.txt", "Nothing to learn from");
        assertThat(model().spam()).isZero();
    }

    @Test
    void whatCannotBeSavedIsASentence() throws IOException {
        Files.createDirectories(home.resolve("data/learn/model.part/full"));

        Said said = serai("train", "--spam", spam.toString());

        assertThat(said.code()).isNotZero();
        assertThat(said.err())
                .contains("What was learned cannot be saved in " + home.resolve("data/learn") + ": ")
                .doesNotContain("\tat ");
    }

    @Test
    void aPathThatNoneCanBeIsToldWithItsLine() throws IOException {
        Path manifest = Files.writeString(home.resolve("odd.tsv"), "spam/0.eml\tspam\nspam/\0\tspam\n");

        Said said = serai("train", "--manifest", manifest.toString());

        assertThat(said.code()).isNotZero();
        assertThat(said.err()).contains(manifest + ":2: Nul character not allowed in a path");
    }

    @Test
    void aMessageIsSpamOrHam() {
        assertThat(serai("train", "--spam", home.toString(), "--ham", ham.toString())
                        .err())
                .contains(home + " and " + ham + " overlap");
    }

    @Test
    void oneClassAloneWaitsAndIsLearnedAsIfBothHadComeTogether() throws IOException {
        least = 5;
        Said first = serai("train", "--spam", spam.toString());

        assertThat(first.out())
                .startsWith("kept 5; the model knows 0 spam and 0 ham")
                .contains("5 spam and 0 ham wait in " + backlog());
        assertThat(model().spam()).isZero();
        assertThat(serai("train", "--spam", spam.toString()).out())
                .startsWith("learned 0, relabelled 0, known before 5; ")
                .contains("5 spam and 0 ham wait");
        assertThat(serai("train", "--ham", ham.toString()).out())
                .startsWith("learned 10, relabelled 0, known before 0; the model knows 5 spam and 5 ham");
        assertThat(backlog()).doesNotExist();

        Path learned = home.resolve("data/learn/model");
        byte[] mixed = Files.readAllBytes(learned);
        Files.delete(learned);
        serai("train", "--spam", spam.toString(), "--ham", ham.toString());
        assertThat(learned).hasBinaryContent(mixed);
        Files.delete(learned);
        serai("train", "--ham", ham.toString());
        serai("train", "--spam", spam.toString());
        assertThat(learned).as("ham first").hasBinaryContent(mixed);
    }

    @Test
    void itWaitsAsLongAsThereIsTooLittleOfEither() {
        least = 6;
        serai("train", "--spam", spam.toString());

        assertThat(serai("train", "--ham", ham.toString()).out())
                .startsWith("kept 5; ")
                .contains("5 spam and 5 ham wait", "6 spam and 6 ham");
        least = 5;
        assertThat(serai("train", "--ham", ham.toString()).out()).startsWith("learned 10, ");
    }

    @Test
    void whoSaysAnOrderIsNotMadeToWait() {
        least = 5;

        assertThat(serai("train", "--in-order", "--spam", spam.toString()).out())
                .startsWith("learned 5, ");
    }

    @Test
    void theLastWordOnAMessageThatWaitsCounts() {
        least = 5;
        serai("train", "--spam", spam.toString());

        assertThat(serai("train", "--forget", spam.resolve("0.eml").toString()).out())
                .startsWith("forgotten 1, not known 0; ");
        assertThat(serai(
                                "train",
                                "--spam",
                                spam.toString(),
                                "--ham",
                                spam.resolve("1.eml").toString())
                        .err())
                .contains("overlap");
        assertThat(serai("train", "--ham", spam.resolve("1.eml").toString()).out())
                .contains("3 spam and 1 ham wait");
        assertThat(serai("train", "--spam", spam.toString(), "--ham", ham.toString())
                        .out())
                .contains("the model knows 5 spam and 5 ham");
        assertThat(backlog()).doesNotExist();
    }

    @Test
    void whatIsImportedTakesThePlaceOfWhatWaits() {
        least = 1;
        String exported = home.resolve("exported").toString();
        serai("train", "--spam", spam.toString(), "--ham", ham.toString());
        serai("train", "--export", exported);
        least = 9;
        serai(
                "train",
                "--spam",
                spam.resolve("0.eml").toString(),
                "--ham",
                ham.resolve("0.eml").toString());
        serai("train", "--forget", spam.resolve("0.eml").toString());
        serai("train", "--spam", spam.resolve("0.eml").toString());
        assertThat(backlog()).exists();

        serai("train", "--import", exported);

        assertThat(backlog()).doesNotExist();
    }

    private Path backlog() {
        return home.resolve("data/learn/backlog");
    }
}
