namespace Vectorizer.Client.Collections;

internal sealed record RenameRequest(string To);
