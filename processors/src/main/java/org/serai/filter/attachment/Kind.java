package org.serai.filter.attachment;

import java.util.Map;
import java.util.Set;

/** What a media type, or the extension of a name, means for the one who opens the file. */
enum Kind {
    PROGRAM,
    SHELL_SCRIPT,
    /** Holds files: is opened by people to get at them. */
    ARCHIVE,
    /** Compresses one file. */
    COMPRESSED,
    /** An archive by its form, a document by its use. */
    OFFICE,
    PDF,
    IMAGE,
    SOUND_OR_FILM,
    OTHER;

    private static final Set<String> PROGRAMS = Set.of(
            "application/x-msdownload",
            "application/x-dosexec",
            "application/x-elf",
            "application/x-executable",
            "application/x-sharedlib",
            "application/x-object",
            "application/x-coredump",
            "application/x-ms-installer",
            "application/java-vm",
            "application/java-archive",
            "application/x-ms-shortcut",
            "application/vnd.ms-htmlhelp",
            "application/vnd.android.package-archive",
            "application/x-dex");
    private static final Set<String> ARCHIVES = Set.of(
            "application/zip",
            "application/x-tar",
            "application/x-gtar",
            "application/x-7z-compressed",
            "application/x-rar-compressed",
            "application/vnd.ms-cab-compressed",
            "application/x-arj",
            "application/x-lha",
            "application/x-ace-compressed",
            "application/x-cpio",
            "application/x-archive",
            "application/x-iso9660-image",
            "application/x-zoo",
            "application/x-xar",
            "application/x-apple-diskimage",
            "application/x-alz");
    private static final Set<String> COMPRESSORS = Set.of(
            "application/gzip",
            "application/x-bzip2",
            "application/x-bzip",
            "application/x-xz",
            "application/zstd",
            "application/x-lzma",
            "application/x-compress",
            "application/x-lz4",
            "application/x-lzip");
    private static final Map<String, String> ARCHIVE_NAMES = Map.of(
            "zip", "application/zip",
            "tar", TypeDetector.TAR,
            "gz", "application/gzip",
            "tgz", "application/gzip",
            "bz2", "application/x-bzip2",
            "xz", "application/x-xz",
            "rar", "application/x-rar-compressed",
            "7z", "application/x-7z-compressed");
    private static final Set<String> ZIP_NAMES = Set.of(
            "zip", "zipx", "docx", "docm", "dotx", "dotm", "xlsx", "xlsm", "xlsb", "xltx", "xltm", "pptx", "pptm",
            "ppsx", "ppsm", "potx", "odt", "ods", "odp", "odg", "vsdx", "epub", "xpi");
    private static final Set<String> MAIL_NAMES = Set.of("eml", "mht", "mhtml");
    private static final Set<String> OFFICE_NAMES = Set.of(
            "doc", "docx", "docm", "dot", "dotx", "dotm", "xls", "xlsx", "xlsm", "xlsb", "xlt", "xltx", "xltm", "ppt",
            "pptx", "pptm", "pps", "ppsx", "ppsm", "pot", "potx", "odt", "ods", "odp", "odg", "vsdx", "epub", "xpi",
            "pages", "numbers", "key");
    private static final Set<String> IMAGE_NAMES =
            Set.of("jpg", "jpeg", "jpe", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "ico", "svg");
    private static final Set<String> MEDIA_NAMES =
            Set.of("mp3", "wav", "ogg", "m4a", "flac", "mp4", "avi", "mov", "mpg", "mpeg", "mkv", "wmv", "webm");

    static Kind ofType(String type) {
        if (PROGRAMS.contains(type) || type.startsWith("application/x-mach-o")) {
            return PROGRAM;
        }
        if (type.equals("application/x-sh") || type.equals("application/x-bat")) {
            return SHELL_SCRIPT;
        }
        if (ARCHIVES.contains(type)) {
            return ARCHIVE;
        }
        if (COMPRESSORS.contains(type)) {
            return COMPRESSED;
        }
        if (type.equals("application/pdf")) {
            return PDF;
        }
        if (type.startsWith("image/")) {
            return IMAGE;
        }
        return type.startsWith("audio/") || type.startsWith("video/") ? SOUND_OR_FILM : OTHER;
    }

    static Kind ofName(FileName name) {
        String extension = name.extension();
        if (extension.equals("pdf")) {
            return PDF;
        }
        if (IMAGE_NAMES.contains(extension)) {
            return IMAGE;
        }
        if (MEDIA_NAMES.contains(extension)) {
            return SOUND_OR_FILM;
        }
        return OFFICE_NAMES.contains(extension) ? OFFICE : OTHER;
    }

    /** The name is that of another kind of archive than this type, such as a rar named {@code .gz}. */
    static boolean otherArchive(FileName name, String type) {
        String named = ARCHIVE_NAMES.get(name.extension());
        Kind kind = ofType(type);
        return named != null && !named.equals(type) && (kind == ARCHIVE || kind == COMPRESSED);
    }

    /** The name is that of an archive, and the content nothing that is known: perhaps one behind other octets. */
    static boolean hiddenArchive(FileName name, String type) {
        return ARCHIVE_NAMES.containsKey(name.extension()) && type.equals(TypeDetector.UNKNOWN);
    }

    /** The name is that of something that its program opens as a zip. */
    static boolean zipped(FileName name) {
        return ZIP_NAMES.contains(name.extension());
    }

    /** The name is that of a mail, which holds attachments of its own. */
    static boolean mail(FileName name) {
        return MAIL_NAMES.contains(name.extension());
    }

    /** Promises something that is looked at, not run or unpacked. */
    boolean harmless() {
        return this == PDF || this == IMAGE || this == SOUND_OR_FILM;
    }
}
