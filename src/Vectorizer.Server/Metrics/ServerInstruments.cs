using System.Diagnostics.Metrics;
using Vectorizer.Abstractions.Diagnostics;
using Vectorizer.Server.Api.Health;
using Vectorizer.Server.Hosting;

namespace Vectorizer.Server.Metrics;

/// <summary>What is running, and whether it may be sent requests.</summary>
internal sealed class ServerInstruments
{
    /// <summary>The instruments of a server. The meter holds the callbacks.</summary>
    public ServerInstruments(IMeterFactory meters, NodeState node)
    {
        Meter meter = meters.Create(VectorizerMeter.Name);
        meter.CreateObservableGauge("vectorizer.ready", () => node.Phase == NodePhase.Ready ? 1 : 0);
        Measurement<int> build = new(1, new("version", ServerVersion.Text), new KeyValuePair<string, object?>("commit", ServerVersion.Commit));
        meter.CreateObservableGauge("vectorizer.build.info", () => build);
    }
}
