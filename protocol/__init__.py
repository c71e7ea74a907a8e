"""The language that broker, agent and viewer share: values, checks and rules without I/O, clock or randomness."""
