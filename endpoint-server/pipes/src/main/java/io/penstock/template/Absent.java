package io.penstock.template;

/**
 * A parameter that the caller did not give: false, and equal to nothing.
 *
 * @param type the type function that was to read it
 * @param offset that function's place; negative for a bare name
 */
record Absent(String parameter, String type, int offset) {
    /** A bare name. */
    Absent(String parameter) {
        this(parameter, "String", -1);
    }
}
