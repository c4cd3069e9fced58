using System.Text.Json;

namespace Vectorizer.Client.Points;

internal sealed record CountRequest(JsonElement? Filter, bool? Exact);
