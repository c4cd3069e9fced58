using System.Text.Json;

namespace Vectorizer.Server.CrashTests.Http;

/// <summary>What the server answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The JSON of the body.</param>
/// <param name="Request">What was asked, for messages.</param>
internal sealed record Answer(int Status, JsonElement Body, string Request)
{
    /// <summary>The code of a problem, or null.</summary>
    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out JsonElement code)
        ? code.GetString()
        : null;

    /// <summary>What a problem says.</summary>
    public string Detail => Body.GetProperty("detail").GetString()!;

    /// <summary>The body, if the status is the expected one.</summary>
    public JsonElement Expect(int status)
        => Status == status ? Body : throw new InvalidOperationException($"{this} instead of {status}");

    public override string ToString() => $"{Request} → {Status} {Body}";
}
