using System.Reflection;

namespace Vectorizer.Server.Hosting;

/// <summary>What is running.</summary>
internal static class ServerVersion
{
    /// <summary>Name of the product.</summary>
    public const string Product = "Vectorizer.Orleans";

    /// <summary>The version without the commit that the build appends.</summary>
    public static readonly string Text = typeof(ServerVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+')[0];
}
