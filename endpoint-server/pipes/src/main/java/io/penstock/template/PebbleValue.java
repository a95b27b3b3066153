package io.penstock.template;

import com.google.common.collect.ImmutableList;

import io.pebbletemplates.pebble.extension.NodeVisitor;
import io.pebbletemplates.pebble.node.expression.Expression;
import io.pebbletemplates.pebble.template.EvaluationContextImpl;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;

import java.util.Arrays;

/**
 * What stands where Pebble wants a value: it has Python's meaning, and Pebble's own operators,
 * filters, tests and functions are none of them. Thread: safe for many at once.
 */
sealed interface PebbleValue extends Expression<Object> {
    /** The variable of Pebble's loops; Python's variables are in {@link Rendering}. */
    String ITEM = "it";

    @Override
    default void accept(NodeVisitor visitor) {
        visitor.visit(this);
    }

    /** Pebble's places are of no use: a {@link Site} has the author's. */
    @Override
    default int getLineNumber() {
        return 0;
    }

    /** One step of a rendering. */
    record Call(PebbleFunction function, Site site, ImmutableList<PebbleValue> arguments)
            implements PebbleValue {
        @Override
        public Object evaluate(PebbleTemplateImpl self, EvaluationContextImpl context) {
            Object[] values = new Object[arguments.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = arguments.get(i).evaluate(self, context);
            }
            Rendering rendering = (Rendering) context.getVariable(Rendering.VARIABLE);
            return rendering.call(function, site, Arrays.asList(values));
        }
    }

    /** The second or the third, of which only one is evaluated. */
    record Choice(PebbleValue condition, PebbleValue then, PebbleValue otherwise)
            implements PebbleValue {
        @Override
        public Object evaluate(PebbleTemplateImpl self, EvaluationContextImpl context) {
            boolean holds = (boolean) condition.evaluate(self, context);
            return (holds ? then : otherwise).evaluate(self, context);
        }
    }

    /** What Pebble's innermost loop is at. */
    record Item() implements PebbleValue {
        @Override
        public Object evaluate(PebbleTemplateImpl self, EvaluationContextImpl context) {
            return context.getVariable(ITEM);
        }
    }
}
