using System.Text.Json;

namespace Vectorizer.Client.Points;

internal sealed record PayloadRequest(
    IReadOnlyList<string>? Ids, JsonElement? Filter, JsonElement? Payload = null, string? Key = null, IReadOnlyList<string>? Keys = null);
