using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vectorizer.Abstractions.Search;

namespace Vectorizer.Client.Orleans;

/// <summary>Registration of the client.</summary>
public static class VectorizerClientServices
{
    /// <summary>Adds a <see cref="VectorizerClient"/> over the <see cref="IGrainFactory"/> of the container.</summary>
    /// <param name="services">A silo's or an Orleans client's services.</param>
    /// <param name="configure">Changes the options; may be null.</param>
    public static IServiceCollection AddVectorizerClient(
        this IServiceCollection services, Action<VectorizerClientOptions>? configure = null)
    {
        VectorizerClientOptions options = new();
        configure?.Invoke(options);
        options.Validate();
        return services.AddSingleton(provider => new VectorizerClient(
            provider.GetRequiredService<IGrainFactory>(),
            options,
            provider.GetService<ILogger<VectorizerClient>>(),
            provider.GetService<TimeProvider>(),
            provider.GetService<ILocalSearches>(),
            provider.GetService<IMeterFactory>()));
    }
}
