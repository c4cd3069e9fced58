namespace Vectorizer.Abstractions.Payloads;

/// <summary>What happens to the payloads of points, whose vectors stay as they are. Checked by <see cref="PayloadRules"/>.</summary>
[GenerateSerializer, Immutable, Alias("vectorizer.PayloadChange")]
public abstract record PayloadChange;
