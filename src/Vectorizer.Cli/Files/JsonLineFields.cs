namespace Vectorizer.Cli.Files;

/// <summary>How the members of a JSON line are called.</summary>
internal sealed record JsonLineFields(
    string Id = "id", string Vector = "vector", string Payload = "payload", OtherFields Others = OtherFields.Refuse);
