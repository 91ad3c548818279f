package org.serai.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.serai.learn.Label;

class LabelledFilesTest {

    private static final String MESSAGE = "Subject: a\n\ntext\n";

    @TempDir
    private Path directory;

    private final LabelledFiles files = new LabelledFiles();

    private void write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @Test
    void aManifestNamesFilesBesideItWhateverTheyLookLike() throws IOException {
        write("mails.tsv", "path\tlabel\tsource\na/1.eml\tspam\tlist\nb/2.eml\tham\n.c\tforget\n");
        write(".c", "no field");

        files.add(directory.resolve("mails.tsv"));

        assertThat(files.messages())
                .containsExactly(
                        new Labelled("a/1.eml", directory.resolve("a/1.eml"), Label.SPAM, "list"),
                        new Labelled("b/2.eml", directory.resolve("b/2.eml"), Label.HAM, ""),
                        new Labelled(".c", directory.resolve(".c"), Label.FORGET, ""));
        assertThat(files.leftOut()).isEmpty();
    }

    @Test
    void aMarkThatAnEditorPutBeforeItIsNoPartOfAPath() throws IOException {
        write("mails.tsv", "\ufeffa.eml\tspam\n");

        files.add(directory.resolve("mails.tsv"));

        assertThat(files.messages()).extracting(Labelled::name).containsExactly("a.eml");
    }

    @Test
    void aWrongLineIsToldWithItsPlace() throws IOException {
        write("mails.tsv", "a.eml\tspam\nb.eml maybe\n");

        assertThatThrownBy(() -> files.add(directory.resolve("mails.tsv"))).hasMessageContaining("mails.tsv:2: ");
    }

    @Test
    void aDirectoryHasSpamAndHam() throws IOException {
        write("spam/deeper/1", MESSAGE);
        write("ham/2", MESSAGE);

        files.add(directory);

        assertThat(files.messages()).extracting(Labelled::spam).containsExactly(true, false);
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> files.folder(directory.resolve("none"), Label.SPAM))
                .hasMessageContaining("none");
    }

    @Test
    void hiddenFilesAreNoMessages() throws IOException {
        write(".DS_Store", MESSAGE);
        write(".git/config", MESSAGE);
        write("deeper/.1.eml.swp", MESSAGE);
        write("deeper/1.eml", MESSAGE);

        files.folder(directory, Label.SPAM);

        assertThat(files.messages()).extracting(Labelled::name).containsExactly("deeper/1.eml");
        assertThat(files.leftOut()).isEmpty();
    }

    @Test
    void ofAMaildirAndItsFoldersMessagesAreInCurAndNew() throws IOException {
        for (String folder : new String[] {"", ".Junk/", ".Junk.Old/"}) {
            write(folder + "cur/1:2,S", MESSAGE);
            write(folder + "new/2", MESSAGE);
            write(folder + "tmp/3", MESSAGE);
            write(folder + "dovecot-uidlist", MESSAGE);
            write(folder + "dovecot.index.cache", MESSAGE);
            write(folder + "maildirfolder", MESSAGE);
            write(folder + "subscriptions", MESSAGE);
        }
        write(".hidden/4", MESSAGE);

        files.folder(directory, Label.HAM);

        assertThat(files.messages())
                .extracting(Labelled::name)
                .containsExactlyInAnyOrder(
                        "cur/1:2,S",
                        "new/2",
                        ".Junk/cur/1:2,S",
                        ".Junk/new/2",
                        ".Junk.Old/cur/1:2,S",
                        ".Junk.Old/new/2");
        assertThat(files.leftOut()).isEmpty();
    }

    @Test
    void whatLooksLikeNoMessageIsToldWithCountAndExample() throws IOException {
        String one = "From a@example.org Tue Nov 24 12:00:00 2026\n" + MESSAGE + "\n";
        write("1.eml", MESSAGE);
        write("2.png", "\211PNG\r\n");
        write("3.html", "<html>\n");
        write("4.mbox", one + one);
        write("5.eml", one);

        files.folder(directory, Label.SPAM);

        assertThat(files.messages()).extracting(Labelled::name).containsExactly("1.eml", "5.eml");
        assertThat(files.leftOut())
                .containsExactly(
                        "left out, since many messages are in one file (mbox): 1, such as "
                                + directory.resolve("4.mbox") + "; git mailsplit -oDIR FILE makes a file of each",
                        "left out, since no header field stands in the first lines: 2, such as "
                                + directory.resolve("2.png"));
    }

    @Test
    void aSingleMessageAndALinkToADirectoryAreTaken() throws IOException {
        write("real/1.eml", MESSAGE);
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));

        files.folder(directory.resolve("real/1.eml"), Label.FORGET);
        files.folder(link, Label.SPAM);

        assertThat(files.messages()).extracting(Labelled::label).containsExactly(Label.FORGET, Label.SPAM);
    }

    @Test
    void linksToDirectoriesAndWhatIsNoFileAreTold() throws Exception {
        Path messages = Files.createDirectory(directory.resolve("messages"));
        write("messages/1.eml", MESSAGE);
        write("elsewhere/2.eml", MESSAGE);
        Path directories = Files.createSymbolicLink(messages.resolve("more"), directory.resolve("elsewhere"));
        Files.createSymbolicLink(messages.resolve("2.eml"), directory.resolve("elsewhere/2.eml"));
        Path pipe = messages.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path device = Files.createSymbolicLink(messages.resolve("zero"), Path.of("/dev/zero"));
        Files.createSymbolicLink(messages.resolve("nothing"), directory.resolve("nothing"));
        Files.createSymbolicLink(messages.resolve(".hidden"), directory.resolve("elsewhere"));

        files.folder(messages, Label.SPAM);
        Files.delete(device);

        assertThat(files.messages()).extracting(Labelled::name).containsExactly("1.eml", "2.eml");
        assertThat(files.leftOut())
                .containsExactly(
                        "left out, since links to directories are not followed: 1, such as " + directories
                                + "; please name the directory itself",
                        "left out, since they are no files: 3, such as " + messages.resolve("nothing"));
    }

    @Test
    void archivesMailboxesOfMmdfAndCardsAreTold() throws IOException {
        write("1.zip", "PK\3\4\n" + MESSAGE);
        write("2", "\1\1\1\1\n" + MESSAGE + "\1\1\1\1\n");
        write("3.vcf", "BEGIN:VCARD\nVERSION:4.0\n");

        files.folder(directory, Label.HAM);

        assertThat(files.messages()).isEmpty();
        assertThat(files.leftOut())
                .containsExactly(
                        "left out, since many messages are in one file (MMDF): 1, such as " + directory.resolve("2")
                                + "; a message is a file",
                        "left out, since they are archives: 1, such as " + directory.resolve("1.zip")
                                + "; please unpack them",
                        "left out, since they are vCards or calendars: 1, such as " + directory.resolve("3.vcf"));
    }
}
