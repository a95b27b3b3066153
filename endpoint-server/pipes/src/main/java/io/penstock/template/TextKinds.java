package io.penstock.template;

import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Python's methods of texts that take no argument: in other letters, and of what kind they are. */
final class TextKinds {
    private TextKinds() {}

    /** What a method gives; absent for one that is not here. */
    static Optional<Object> call(String text, String method) {
        return Optional.ofNullable(
                switch (method) {
                    case "upper" -> text.toUpperCase(Locale.ROOT);
                    case "lower" -> text.toLowerCase(Locale.ROOT);
                    case "casefold" -> text.toLowerCase(Locale.ROOT).replace("\u00df", "ss");
                    case "title" -> title(text);
                    case "capitalize" -> capitalised(text);
                    case "swapcase" -> swapped(text);
                    case "isdigit", "isnumeric" -> all(text, Character::isDigit);
                    case "isalpha" -> all(text, Character::isLetter);
                    case "isalnum" -> all(text, Character::isLetterOrDigit);
                    case "isspace" -> all(text, Character::isWhitespace);
                    case "isupper" -> cased(text, Character::isLowerCase);
                    case "islower" -> cased(text, Character::isUpperCase);
                    default -> null;
                });
    }

    private static boolean all(String text, IntPredicate kind) {
        return !text.isEmpty() && text.codePoints().allMatch(kind);
    }

    /** Some letter has a case, and none this one. */
    private static boolean cased(String text, IntPredicate other) {
        return text.codePoints().anyMatch(c -> Character.isUpperCase(c) || Character.isLowerCase(c))
                && text.codePoints().noneMatch(other);
    }

    private static String capitalised(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    /** A letter behind another one is small, every other one large. */
    private static String title(String text) {
        StringBuilder title = new StringBuilder();
        boolean inside = false;
        for (int c : text.codePoints().toArray()) {
            title.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inside = Character.isLetter(c);
        }
        return title.toString();
    }

    private static String swapped(String text) {
        StringBuilder swapped = new StringBuilder();
        for (int c : text.codePoints().toArray()) {
            swapped.appendCodePoint(
                    Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c));
        }
        return swapped.toString();
    }
}
