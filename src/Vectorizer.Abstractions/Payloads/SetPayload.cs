namespace Vectorizer.Abstractions.Payloads;

/// <summary>
/// Members are put into payloads, each in the place of one of the same name; the others stay.
/// </summary>
/// <param name="Payload">A JSON object in UTF-8 with the members.</param>
/// <param name="Key">
/// Path to the object that gets them, such as <c>a.b</c> or <c>a[].b</c>; null for the payload itself. Objects that are not there yet
/// are created; what stands there and is no object gives way.
/// </param>
/// <param name="MaxBytes">The most bytes that a payload may have afterwards; at most <see cref="Points.PointRules.MaxPayloadBytes"/>.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.SetPayload")]
public sealed record SetPayload(
    [property: Id(0)] ReadOnlyMemory<byte> Payload,
    [property: Id(1)] string? Key = null,
    [property: Id(2)] int MaxBytes = Points.PointRules.MaxPayloadBytes) : PayloadChange;
