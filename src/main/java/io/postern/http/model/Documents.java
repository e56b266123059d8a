package io.postern.http.model;

import io.postern.http.text.Template;
import io.postern.http.text.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a location's files are.
 *
 * @param root of root or alias: a full name, or one that begins with a variable
 * @param prefix what a relative name with variables is relative to
 * @param aliased with alias, the length of the location's name that it stands for; {@link #WHOLE} where it is the file itself; else 0
 * @param location the name of the location whose alias it is, for the log
 * @param maxRanges how many ranges a request may ask for; 0 for none at all
 */
public record Documents(
        Template root,
        String prefix,
        int aliased,
        String location,
        List<Template> index,
        @Nullable TryFiles tries,
        boolean etag,
        Modified modified,
        long maxRanges) {
    /** An alias of a location that is a pattern. */
    public static final int WHOLE = -1;

    /** if_modified_since. */
    public enum Modified {
        OFF,
        EXACT,
        BEFORE
    }

    /**
     * {@code try_files name … uri} or {@code … =code}.
     *
     * @param code 0 where the last word is a URI
     */
    public record TryFiles(List<Try> names, Template last, int code) {}

    /** One name to try; a directory's without its closing slash. */
    public record Try(Template name, boolean directory) {}

    /** The folder as this request has it, {@code $document_root}. */
    public String folder(Values values) {
        String folder = root.eval(values);
        return folder.startsWith("/") ? folder : prefix + folder;
    }
}
