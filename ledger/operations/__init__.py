"""The verbs: values in, values out; they know neither click nor HTML."""
