using System.Text.Json.Nodes;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>A change of payloads alone.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Revision">Whose members payloads get, if it gives them any.</param>
internal sealed record PayloadChange(PayloadChangeKind Kind, long Revision)
{
    /// <summary>Where it is asked for, below the points.</summary>
    public string Resource => Kind switch
    {
        PayloadChangeKind.Set => "payload/set",
        PayloadChangeKind.Overwrite => "payload/overwrite",
        PayloadChangeKind.Clear => "payload/clear",
        _ => "payload/delete",
    };

    /// <summary>A payload after it.</summary>
    public PayloadState After(PayloadState before) => Kind switch
    {
        PayloadChangeKind.Set => before with { Exists = true, Revision = Revision },
        PayloadChangeKind.Overwrite => new PayloadState(Exists: true, HasBase: false, Revision),
        PayloadChangeKind.DeleteRevision => before with { Revision = 0 },
        PayloadChangeKind.DeleteBase => before with { HasBase = false },
        _ => default,
    };

    /// <summary>Adds to a body what it asks for.</summary>
    public void WriteTo(JsonObject body, string owner)
    {
        switch (Kind)
        {
            case PayloadChangeKind.Set or PayloadChangeKind.Overwrite:
                body["payload"] = PointContents.Revision(owner, Revision);
                break;
            case PayloadChangeKind.DeleteRevision:
                body["keys"] = new JsonArray([.. PointContents.RevisionNames.Select(name => (JsonNode)name)]);
                break;
            case PayloadChangeKind.DeleteBase:
                body["keys"] = new JsonArray([.. PointContents.BaseNames.Select(name => (JsonNode)name)]);
                break;
        }
    }

    public override string ToString() => Kind switch
    {
        PayloadChangeKind.Set => $"set revision {Revision}",
        PayloadChangeKind.Overwrite => $"overwrite by revision {Revision}",
        PayloadChangeKind.DeleteRevision => "delete the keys of the revision",
        PayloadChangeKind.DeleteBase => "delete the keys that came with it",
        _ => "clear",
    };
}
