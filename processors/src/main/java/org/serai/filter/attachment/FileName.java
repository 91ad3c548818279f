package org.serai.filter.attachment;

import java.util.Locale;
import java.util.Set;

/**
 * A file name as Windows would open it: without directories, and without the dots, blanks, invisible characters and the name
 * of the content's NTFS stream at its end.
 *
 * @param shown as it came
 * @param opened in lower case
 */
record FileName(String shown, String opened) {

    /** Run with a double click on Windows, macOS or Android. */
    private static final Set<String> PROGRAMS = Set.of(
            "exe",
            "com",
            "scr",
            "pif",
            "cpl",
            "msi",
            "msp",
            "mst",
            "msix",
            "msixbundle",
            "appx",
            "appxbundle",
            "dll",
            "sys",
            "ocx",
            "drv",
            "lnk",
            "chm",
            "jar",
            "jnlp",
            "apk",
            "application",
            "appref-ms",
            "gadget",
            "msc",
            "xll",
            "hta",
            "class",
            "diagcab",
            "settingcontent-ms");

    /** Run by a script host of Windows. */
    private static final Set<String> SCRIPTS = Set.of(
            "js", "jse", "vbs", "vbe", "vb", "wsf", "wsh", "wsc", "sct", "ps1", "ps1xml", "ps2", "psc1", "psm1", "bat",
            "cmd", "shb", "shs");

    private static final Set<String> SHELL_SCRIPTS = Set.of("sh", "bash", "csh", "ksh", "zsh", "command");

    /** What people open without fear. */
    private static final Set<String> DOCUMENTS = Set.of(
            "pdf", "doc", "docx", "docm", "rtf", "odt", "xls", "xlsx", "xlsm", "ods", "csv", "ppt", "pptx", "odp",
            "txt", "log", "xml", "htm", "html", "eml", "msg", "zip", "rar", "7z", "gz", "jpg", "jpeg", "png", "gif",
            "bmp", "tif", "tiff", "svg", "heic", "webp", "mp3", "wav", "mp4", "avi", "mov", "mpg", "mkv");

    /** {@code evil.js::$DATA} is another name of evil.js. */
    private static final String NTFS_CONTENT = "::$data";

    static FileName of(String shown) {
        String name = shown.substring(Math.max(shown.lastIndexOf('/'), shown.lastIndexOf('\\')) + 1);
        var opened = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.getType(c) != Character.FORMAT) {
                opened.append(c);
            }
        }
        int end = opened.length();
        while (end > 0 && (opened.charAt(end - 1) == '.' || Character.isWhitespace(opened.charAt(end - 1)))) {
            end--;
        }
        String lower = opened.substring(0, end).toLowerCase(Locale.ROOT);
        return new FileName(
                shown,
                lower.endsWith(NTFS_CONTENT) ? lower.substring(0, lower.length() - NTFS_CONTENT.length()) : lower);
    }

    /** Behind the last dot, or empty. */
    String extension() {
        int dot = opened.lastIndexOf('.');
        return dot < 0 ? "" : opened.substring(dot + 1);
    }

    boolean program() {
        String extension = extension();
        boolean host = extension.equals("com") && (opened.startsWith("www.") || opened.indexOf('@') >= 0);
        return PROGRAMS.contains(extension) && !host;
    }

    boolean script() {
        return SCRIPTS.contains(extension());
    }

    boolean shellScript() {
        return SHELL_SCRIPTS.contains(extension());
    }

    /** A program or script that shows the extension of a document first: {@code invoice.pdf.exe}. */
    boolean doubleExtension() {
        int last = opened.lastIndexOf('.');
        String before = last < 0 ? "" : opened.substring(0, last).stripTrailing();
        int dot = before.lastIndexOf('.');
        return dot >= 0 && DOCUMENTS.contains(before.substring(dot + 1)) && (program() || script());
    }

    /** Holds a character that reverses or embeds the direction of text (Unicode Standard Annex 9), hiding the extension. */
    boolean reversed() {
        return shown.chars().anyMatch(c -> c == 0x202B || c == 0x202D || c == 0x202E || (c >= 0x2066 && c <= 0x2068));
    }
}
