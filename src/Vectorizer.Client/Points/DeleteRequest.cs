using System.Text.Json;

namespace Vectorizer.Client.Points;

internal sealed record DeleteRequest(IReadOnlyList<string>? Ids, JsonElement? Filter = null);
