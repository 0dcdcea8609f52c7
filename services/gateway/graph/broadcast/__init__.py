"""Events told to whoever follows them: read once, composed once for all who see the same, sent to each at its own pace."""
