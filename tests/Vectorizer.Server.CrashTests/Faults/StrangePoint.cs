using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Rounds;

namespace Vectorizer.Server.CrashTests.Faults;

/// <summary>A point is written that no connection knows of.</summary>
/// <param name="id">Of the point.</param>
/// <param name="vectorVersion">Whose vector it has.</param>
/// <param name="payloadVersion">Whose payload it has.</param>
internal sealed class StrangePoint(string id, long vectorVersion, long payloadVersion) : PlantedFault
{
    public override async Task MeddleAsync(Api api, ImmutableArray<Connection> connections)
    {
        JsonObject point = PointContents.Body(id, vectorVersion);
        point["payload"] = PointContents.Payload(id, payloadVersion);
        CollectionShape shape = connections[0].Collections[0].Shape;
        (await api.PutAsync($"{shape.Path}/points", new JsonObject { ["points"] = new JsonArray(point) })).Expect(200);
    }
}
