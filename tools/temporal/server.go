package main

import (
	"fmt"
	"time"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/temporal"
)

func newServer(o options, s stores) (temporal.Server, error) {
	services, hosts, err := placeServices(o.port)
	if err != nil {
		return nil, err
	}
	logger := log.NewZapLogger(log.BuildZapLogger(log.Config{Level: o.logLevel, Format: "console", Stdout: true}))
	server, err := temporal.NewServer(
		temporal.WithConfig(serverConfig(o, s, services)),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(hosts),
		temporal.WithLogger(logger),
		temporal.WithAuthorizer(authorization.NewNoopAuthorizer()),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return authorization.NewNoopClaimMapper() }),
		temporal.WithDynamicConfigClient(dynamicValues(o)),
	)
	if err != nil {
		return nil, fmt.Errorf("the server cannot be set up: %w", err)
	}
	return server, nil
}

// placeServices gives the frontend its port and every other service a free one.
func placeServices(frontendPort int) (map[string]config.Service, map[primitives.ServiceName]static.Hosts, error) {
	services, hosts := map[string]config.Service{}, map[primitives.ServiceName]static.Hosts{}
	for _, name := range []primitives.ServiceName{primitives.FrontendService, primitives.HistoryService, primitives.MatchingService, primitives.WorkerService} {
		port, err := freePort()
		if err != nil {
			return nil, nil, err
		}
		service := config.Service{}
		service.RPC.BindOnIP, service.RPC.GRPCPort = host, port
		if name == primitives.FrontendService {
			service.RPC.GRPCPort, service.RPC.HTTPPort = frontendPort, port
		}
		services[string(name)] = service
		hosts[name] = static.SingleLocalHost(fmt.Sprintf("%s:%d", host, service.RPC.GRPCPort))
	}
	return services, hosts, nil
}

func serverConfig(o options, s stores, services map[string]config.Service) *config.Config {
	address := fmt.Sprintf("%s:%d", host, o.port)
	cfg := &config.Config{Services: services}
	cfg.Global.Membership.MaxJoinDuration = 30 * time.Second
	cfg.Global.Membership.BroadcastAddress = host
	cfg.Persistence = config.Persistence{DefaultStore: "history", VisibilityStore: "visibility", NumHistoryShards: int32(o.shards),
		DataStores: map[string]config.DataStore{"history": {SQL: s.history}, "visibility": {SQL: s.visibility}}}
	cfg.ClusterMetadata = &cluster.Config{FailoverVersionIncrement: 10, MasterClusterName: clusterName, CurrentClusterName: clusterName,
		ClusterInformation: map[string]cluster.ClusterInformation{clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: address}}}
	cfg.DCRedirectionPolicy.Policy = "noop"
	cfg.Archival.History.State, cfg.Archival.Visibility.State = "disabled", "disabled"
	cfg.NamespaceDefaults.Archival.History.State, cfg.NamespaceDefaults.Archival.Visibility.State = "disabled", "disabled"
	cfg.PublicClient.HostPort = address
	return cfg
}

// dynamicValues: lists in the UI are cheap on one machine, so they get more than the 10 a second of a cluster.
func dynamicValues(o options) dynamicconfig.StaticClient {
	values := dynamicconfig.StaticClient{dynamicconfig.FrontendMaxNamespaceVisibilityRPSPerInstance.Key(): 100}
	for key, value := range o.dynamicConfig {
		values[dynamicconfig.MakeKey(key)] = value
	}
	return values
}
