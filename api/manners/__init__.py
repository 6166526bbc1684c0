"""HTTP's good manners, as layers round the application: one concern a module."""
