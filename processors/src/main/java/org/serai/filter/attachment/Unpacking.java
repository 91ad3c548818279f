package org.serai.filter.attachment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** Looks into a file that holds others, as a stream, within a budget. */
final class Unpacking {

    /** What the library may have read ahead of what it unpacked. */
    private static final int EDGE = 4096;

    private static final String MACROS = "vbaProject.bin";

    private final Inspection inspection;
    private final Budget budget;
    private final int maxLayers;

    Unpacking(Inspection inspection, Budget budget, int maxLayers) {
        this.inspection = inspection;
        this.budget = budget;
        this.maxLayers = maxLayers;
    }

    /**
     * Opens the file where it is of a known form.
     *
     * @param head its first octets
     * @param in all of it
     */
    void open(Item file, String detected, byte[] head, InputStream in) throws IOException {
        boolean zip = TypeDetector.begins(head, "PK\u0003\u0004") && !detected.equals(TypeDetector.TAR);
        boolean named = file.names().stream().anyMatch(Kind::zipped);
        boolean unknown = detected.equals(TypeDetector.UNKNOWN) && file.layers() == 0;
        if (!zip && !named && !unknown) {
            inside(file, detected, head, in);
            return;
        }
        var central = new CentralDirectory(in, budget);
        try {
            if (zip) {
                layer(file, detected, () -> zip(file, detected, central));
            } else {
                inside(file, detected, head, central);
                behind(file, detected, named, central);
            }
        } finally {
            names(file, detected, central);
        }
    }

    private interface Looking {
        void look() throws IOException;
    }

    private void inside(Item file, String detected, byte[] head, InputStream in) throws IOException {
        Kind kind = Kind.ofType(detected);
        if (!detected.equals(TypeDetector.TAR) && TypeDetector.begins(head, "\u00d0\u00cf\u0011\u00e0")) {
            ole2(file, detected, in);
        } else if (kind == Kind.ARCHIVE || kind == Kind.COMPRESSED) {
            layer(file, detected, () -> unpack(file, detected, in));
        }
    }

    private void layer(Item file, String detected, Looking looking) throws IOException {
        if (file.layers() >= maxLayers) {
            throw new Budget.Exceeded(AttachmentFilter.ARCHIVE_BOMB, "more than " + maxLayers + " levels");
        }
        try {
            looking.look();
        } catch (Budget.Exceeded | Budget.Late e) {
            throw e;
        } catch (IOException | RuntimeException | LinkageError e) {
            // The unpackers answer broken archives with any exception, and xz and zstd in a zip with a class that is
            // not
            // there.
            inspection.refused(file, detected, AttachmentFilter.NOT_INSPECTED, "broken: " + e.getMessage());
        }
    }

    /** Looks into a zip behind other octets, which unpackers find by its end. */
    private void behind(Item file, String detected, boolean named, CentralDirectory central) throws IOException {
        boolean found = central.entry();
        if (found) {
            var mark = new ByteArrayInputStream("PK\3\4".getBytes(StandardCharsets.ISO_8859_1));
            layer(file, detected, () -> zip(file, detected, new SequenceInputStream(mark, central)));
        }
        central.transferTo(OutputStream.nullOutputStream());
        if (central.endsAsZip() || (found && named)) {
            inspection.refused(file, detected, AttachmentFilter.HIDDEN, "a zip behind other octets");
        }
    }

    /** Judges the names in the central directory, also where the budget ended before the files were looked at. */
    private void names(Item file, String detected, CentralDirectory central) throws IOException {
        try {
            central.transferTo(OutputStream.nullOutputStream());
        } finally {
            for (String name : central.names()) {
                inspection.names(file.entry(name), TypeDetector.UNKNOWN);
                if (name.endsWith(MACROS)) {
                    inspection.macro(file, detected);
                }
            }
        }
    }

    private void unpack(Item file, String detected, InputStream in) throws IOException {
        switch (detected) {
            case TypeDetector.TAR, "application/x-gtar" -> tar(file, in);
            case "application/gzip" -> {
                try (var gzip = new GzipReader(in)) {
                    inspection.content(file.decompressed(gzip.name()), budget.metered(gzip, gzip::packed));
                }
            }
            case "application/x-bzip2" -> {
                try (var bzip2 = new BZip2CompressorInputStream(in, true)) {
                    inspection.content(
                            file.decompressed(""), budget.metered(octetwise(bzip2), bzip2::getCompressedCount));
                }
            }
            default ->
                inspection.refused(file, detected, AttachmentFilter.NOT_INSPECTED, "no way to look into " + detected);
        }
    }

    /** Gives what there is before something broken, which the library loses when asked for more at once. */
    private static InputStream octetwise(InputStream unpacking) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return unpacking.read();
            }
        };
    }

    private void zip(Item file, String detected, InputStream in) throws IOException {
        // Last argument false: an entry stored without its size would be collected in memory, whatever its size.
        try (var zip = new ZipArchiveInputStream(in, "UTF-8", true, false)) {
            ZipArchiveEntry entry = zip.getNextEntry();
            while (entry != null) {
                budget.entry();
                entry = entry(file, detected, zip, entry) ? zip.getNextEntry() : null;
            }
        }
    }

    /** Looks at one file; false where nobody can say where the next one begins. */
    private boolean entry(Item file, String detected, ZipArchiveInputStream zip, ZipArchiveEntry entry)
            throws IOException {
        Item inner = file.entry(entry.getName());
        if (entry.getName().endsWith(MACROS)) {
            inspection.macro(file, detected);
        }
        // An extra field may say another name than the header: unpackers take either.
        byte[] raw = entry.getRawName();
        inspection.names(file.entry(new String(raw, StandardCharsets.UTF_8)), TypeDetector.UNKNOWN);
        boolean sizeBehind = entry.getGeneralPurposeBit().usesDataDescriptor();
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            inspection.encrypted(file, detected);
            inspection.names(inner, TypeDetector.UNKNOWN);
            return !sizeBehind;
        }
        if (!zip.canReadEntryData(entry)) {
            inspection.names(inner, TypeDetector.UNKNOWN);
            // Where this entry ends only the central directory says: what follows is hidden too.
            inspection.refused(
                    inner,
                    TypeDetector.UNKNOWN,
                    sizeBehind ? AttachmentFilter.HIDDEN : AttachmentFilter.NOT_INSPECTED,
                    "compression " + entry.getMethod() + (sizeBehind ? " without a size" : " is unknown"));
            return !sizeBehind;
        }
        if (!entry.isDirectory()) {
            budget.ratio(entry.getSize(), entry.getCompressedSize());
            InputStream data = budget.metered(zip, zip::getCompressedCount);
            inspection.content(inner, data);
            // To go on from an unknown or false size, the library would unpack the rest without measure.
            if (sizeBehind || zip.getCompressedCount() + EDGE >= entry.getCompressedSize()) {
                data.transferTo(OutputStream.nullOutputStream());
            }
        }
        return true;
    }

    private void tar(Item file, InputStream in) throws IOException {
        var tar = new TarReader(in);
        for (String name = tar.next(); name != null; name = tar.next()) {
            budget.entry();
            inspection.content(file.entry(name), budget.metered(tar, () -> -1));
        }
    }

    /** Streams in a compound file ([MS-CFB]) have names in UTF-16: macros are in _VBA_PROJECT, ciphertext is so called. */
    private void ole2(Item file, String detected, InputStream in) throws IOException {
        var macro = new Needle("VBA_PROJECT");
        var cipher = new Needle("EncryptedPackage");
        byte[] buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            for (int i = 0; i < read; i++) {
                macro.next(buffer[i]);
                cipher.next(buffer[i]);
            }
        }
        if (macro.found()) {
            inspection.macro(file, detected);
        }
        if (cipher.found()) {
            inspection.encrypted(file, detected);
        }
    }
}
