package org.serai.filter.lists;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.serai.config.ConfigException;
import org.serai.config.EntryFile;
import org.serai.filter.AddressList;
import org.serai.filter.DomainSet;
import org.serai.filter.EntryList;
import org.serai.filter.NameList;

/**
 * The list files of one directory, read once and never changed: to read a changed file, load again. One entry a line; empty
 * lines and what follows a {@code #} at the start of a line or behind white space are left out.
 */
public final class ListFiles {

    private static final String SUFFIX = ".txt";
    private static final String LOCAL_DOMAINS = "local-domains";

    private final Rules bypass;
    private final Rules block;
    private final Rules allow;
    private final Addresses discard;
    private final Addresses trap;
    private final Addresses redSender;
    private final Addresses redRecipient;
    private final ClientList sharedClients;
    private final NameList sharedNames;
    private final DomainSet localDomains;

    /** A list and the name of its file, which a finding tells as evidence. */
    record Clients(String name, ClientList list) {}

    record Names(String name, NameList list) {}

    record Addresses(String name, AddressList list) {}

    /** The five lists that do the same: bypass, block or allow. */
    record Rules(Clients client, Names helo, Addresses mailFrom, Addresses rcptTo, Names domain) {}

    private ListFiles(Reader in) {
        bypass = in.rules("bypass");
        block = in.rules("block");
        allow = in.rules("allow");
        discard = in.addresses("discard-rcpt-to");
        trap = in.addresses("trap-rcpt-to");
        redSender = in.addresses("red-mail-from");
        redRecipient = in.addresses("red-rcpt-to");
        sharedClients = new ClientList();
        in.read("shared-client", sharedClients);
        sharedNames = new NameList();
        in.read("shared-name", sharedNames);
        var names = new DomainSet.Builder();
        in.read(LOCAL_DOMAINS, names::add);
        localDomains = names.build();
    }

    /**
     * Reads {@code bypass-}, {@code block-} and {@code allow-} {@code client}, {@code helo}, {@code mail-from},
     * {@code rcpt-to} and {@code domain}, {@code discard-rcpt-to}, {@code trap-rcpt-to}, {@code red-mail-from}, {@code red-rcpt-to},
     * {@code shared-client}, {@code shared-name} and {@code local-domains}, each {@code .txt}. A file that
     * is not there is empty.
     *
     * @throws ConfigException naming file and line of a wrong entry, or a file whose name is like ours but is none of them
     */
    public static ListFiles load(Path directory) {
        var in = new Reader(directory);
        var files = new ListFiles(in);
        in.refuseStrangers();
        return files;
    }

    /** Entries of {@code local-domains.txt}. */
    public DomainSet localDomains() {
        return localDomains;
    }

    /** A client whose address many senders share, by {@code shared-client.txt}. */
    public boolean sharedClient(InetAddress client) {
        return sharedClients.match(client) != null;
    }

    /** The same by the name of its address, {@code shared-name.txt}. */
    public boolean sharedName(String name) {
        return sharedNames.match(name) != null;
    }

    Rules bypass() {
        return bypass;
    }

    Rules block() {
        return block;
    }

    Rules allow() {
        return allow;
    }

    Addresses discard() {
        return discard;
    }

    Addresses trap() {
        return trap;
    }

    Addresses redSender() {
        return redSender;
    }

    Addresses redRecipient() {
        return redRecipient;
    }

    /** Reads the files and remembers which there may be. */
    private static final class Reader {

        private static final Set<String> ACTIONS =
                Set.of("bypass", "block", "allow", "discard", "trap", "red", "shared");

        private final Path directory;
        private final List<String> known = new ArrayList<>();

        Reader(Path directory) {
            this.directory = directory;
        }

        Rules rules(String action) {
            var client = new ClientList();
            read(action + "-client", client);
            return new Rules(
                    new Clients(action + "-client", client),
                    names(action + "-helo"),
                    addresses(action + "-mail-from"),
                    addresses(action + "-rcpt-to"),
                    names(action + "-domain"));
        }

        Names names(String name) {
            var list = new NameList();
            read(name, list);
            return new Names(name, list);
        }

        Addresses addresses(String name) {
            var list = new AddressList();
            read(name, list);
            return new Addresses(name, list);
        }

        void read(String name, EntryList into) {
            known.add(name + SUFFIX);
            new EntryFile(directory.resolve(name + SUFFIX)).forEachUncommented(into::add);
            into.complete();
        }

        /** A list that is not read because its name is misspelt would fail silently. */
        void refuseStrangers() {
            if (!Files.isDirectory(directory)) {
                return;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    int dash = name.indexOf('-');
                    if (dash > 0 && ACTIONS.contains(name.substring(0, dash)) && !known.contains(name)) {
                        throw new ConfigException(
                                file + ": no list has this name; there are " + String.join(", ", known));
                    }
                }
            } catch (IOException e) {
                throw ConfigException.about(directory + " cannot be read", directory, e);
            }
        }
    }
}
