package io.penstock.source.files;

import com.google.common.collect.ImmutableList;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The {@code key=value} folders between a table's folder and one of its files.
 *
 * @param base the folder above the outermost of them
 * @param parts outermost first; may be empty
 */
record PartitionPath(Path base, ImmutableList<Part> parts) {
    private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

    /** One folder's key and value; absent for NULL. */
    record Part(String key, Optional<String> value) {}

    /** Looks at a file's folders from itself up to the root. */
    static PartitionPath of(Path root, Path file) {
        ImmutableList.Builder<Part> parts = ImmutableList.builder();
        Path folder = file.getParent();
        while (folder != null && !folder.equals(root)) {
            String name = String.valueOf(folder.getFileName());
            int equals = name.indexOf('=');
            if (equals <= 0) {
                break;
            }
            parts.add(part(name.substring(0, equals), name.substring(equals + 1)));
            folder = folder.getParent();
        }
        return new PartitionPath(folder == null ? root : folder, parts.build().reverse());
    }

    ImmutableList<String> keys() {
        return parts.stream().map(Part::key).collect(ImmutableList.toImmutableList());
    }

    private static Part part(String key, String value) {
        return new Part(key, value.equals(NULL) ? Optional.empty() : Optional.of(decoded(value)));
    }

    /** Writers escape what a folder's name can't hold as %XX; a plus sign is a plus sign. */
    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
