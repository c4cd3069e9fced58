using System.CommandLine;
using Vectorizer.Cli.Output;
using Vectorizer.Client.Status;

namespace Vectorizer.Cli.Commands;

/// <summary><c>vectorizer status</c>.</summary>
internal static class StatusCommand
{
    private const string Ready = "ready";
    private const string Recovering = "recovering";

    public static Command Create(Terminal terminal)
    {
        Option<Uri> url = ServerOption.Create();
        Option<bool> live = new("--live") { Description = "Does not fail while the server recovers: what it then needs is time." };
        Command command = new("status", "Says how the server is. Fails if there is none, or if it is not ready.") { url, live };
        command.SetAction((parsed, cancellationToken) => ServerConnection.UseAsync(
            terminal,
            parsed.GetRequiredValue(url),
            async client =>
            {
                ServerStatus status = await client.GetStatusAsync(cancellationToken);
                Write(terminal, status);
                if (status.Status != Ready && !(status.Status == Recovering && parsed.GetValue(live)))
                {
                    terminal.Fail($"The server is not ready: {status.Status}.");
                    return ExitCode.Unavailable;
                }

                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static void Write(Terminal terminal, ServerStatus status)
    {
        Listing listing = new(terminal, "server", status.Status);
        listing.Add("status", status.Status);
        listing.Add("node", status.Node ?? "");
        listing.Add("version", status.Version ?? "");
        listing.Add("up for", Amounts.Duration(TimeSpan.FromSeconds(status.UptimeSeconds)));
        listing.Add("data", status.DataDir ?? "");
        listing.Add("collections", status.Collections);
        listing.Add("points", status.Points);
        if (status.Segments is SegmentCounts segments)
        {
            listing.Add(
                "segments",
                $"{segments.Ready} ready, {segments.Recovering} recovering, {segments.Sealed} sealed, "
                + $"{segments.Quarantined} quarantined");
        }

        if (status.Search is SearchLoad search)
        {
            listing.Add(
                "searches",
                $"{search.Running} running on {search.Threads} threads, {search.Queued} of {search.QueueLimit} waiting");
        }

        if (status.Memory is MemoryLoad memory)
        {
            listing.Add(
                "memory",
                $"{Amounts.Bytes(memory.UsedBytes)} used and {Amounts.Bytes(memory.ReservedBytes)} reserved of "
                + Amounts.Bytes(memory.LimitBytes));
        }

        if (status.Disk is DiskLoad disk)
        {
            listing.Add(
                "disk",
                $"{Amounts.Bytes(disk.FreeBytes)} free of {Amounts.Bytes(disk.TotalBytes)}"
                + (disk.WritesRefused ? $", points are refused below {Amounts.Bytes(disk.LowWaterBytes)}" : "")
                + (disk.ReserveBytes > 0 && !disk.ReserveIntact ? ", the reserve is given up" : ""));
        }

        listing.Write();
    }
}
